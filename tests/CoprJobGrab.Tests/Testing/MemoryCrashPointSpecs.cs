using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>A grabber on queues in memory is stopped at every awaited step of each scenario.</summary>
public sealed class MemoryCrashPointSpecs
{
    [Fact]
    public async Task Every_step_of_cycles_with_new_tasks_may_be_the_last() => await ExploreAsync(Plays.NewTasksAsync, 13, "before ApplyAsync", "after ApplyAsync", "after LeadAsync");

    [Fact]
    public async Task Every_step_of_cycles_with_withdrawals_may_be_the_last() => await ExploreAsync(Plays.WithdrawalsAsync, 19, "before ApplyAsync", "after ApplyAsync");

    [Fact]
    public async Task Every_step_of_actions_and_their_reports_may_be_the_last() => await ExploreAsync(
        Plays.ActionsAsync, 19, "before HandleAsync of action 1", "after HandleAsync of action 1", "after ReportActionAsync of action 1", "before ReportActionAsync of action 2");

    [Fact]
    public async Task Every_step_of_a_clean_stop_may_be_the_last() => await ExploreAsync(Plays.CleanStopAsync, 7, "after FetchAsync");

    [Fact]
    public async Task Every_step_of_a_take_over_may_be_the_last() => await ExploreAsync(Plays.TakeOverAsync, 20, "after FetchAsync");

    [Fact]
    public async Task Every_step_of_users_cancels_may_be_the_last() => await ExploreAsync(
        Plays.CancelsAsync, 26, "before ReleaseAsync", "after ReleaseAsync", "after FetchAsync of cancel requests", "before AnswerAsync of task 1", "after AnswerAsync of task 3");

    private static async Task ExploreAsync(Func<GrabberWorld, Task> play, int leastSteps, params string[] among)
    {
        var runs = await new CrashPointExplorer(() => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld()), play).ExploreAsync();

        runs.Should().HaveCountGreaterThanOrEqualTo(leastSteps + 1);
        runs.Select(run => run.Step).Should().Equal(Enumerable.Range(0, runs.Count));
        runs.Select(run => run.CrashedAt).Should().Contain(among);
    }
}
