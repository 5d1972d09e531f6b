using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>A grabber is stopped at every awaited step of cycles, actions and cancels.</summary>
public abstract class CrashPointScenarios(CrashPointGround ground, ITestOutputHelper output) : CrashPointExploration(ground, output)
{
    [Fact]
    public Task Every_step_of_cycles_with_new_tasks_may_be_the_last() => ExploreAsync("cycles with new tasks", Plays.NewTasksAsync);

    [Fact]
    public Task Every_step_of_cycles_with_withdrawals_may_be_the_last() => ExploreAsync("cycles with withdrawals", Plays.WithdrawalsAsync);

    [Fact]
    public Task Every_step_of_actions_and_their_reports_may_be_the_last() =>
        ExploreAsync("actions and their reports", Plays.ActionsAsync, [.. OfAction(1), .. OfAction(2)]);

    [Fact]
    public Task Every_step_of_users_cancels_may_be_the_last() => ExploreAsync(
        "users' cancels", Plays.CancelsAsync, "after FetchAsync of cancel requests", "before AnswerAsync of task 1", "after AnswerAsync of task 3");
}
