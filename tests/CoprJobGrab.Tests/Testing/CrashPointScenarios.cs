using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>A grabber is stopped at every awaited step of each scenario. How many there are is printed, and stands in docs/reliability.md.</summary>
public abstract class CrashPointScenarios(ITestOutputHelper output)
{
    /// <summary>The column of the document.</summary>
    protected abstract string Queue { get; }

    /// <summary>Steps that every cycle has.</summary>
    protected abstract IEnumerable<string> OfEachCycle { get; }

    /// <summary>Steps of a result that is kept until the frontend has taken it.</summary>
    protected abstract IEnumerable<string> OfEachResult { get; }

    protected abstract ValueTask<GrabberWorld> CreateAsync();

    [Fact]
    public Task Every_step_of_cycles_with_new_tasks_may_be_the_last() => ExploreAsync("cycles with new tasks", Plays.NewTasksAsync);

    [Fact]
    public Task Every_step_of_cycles_with_withdrawals_may_be_the_last() => ExploreAsync("cycles with withdrawals", Plays.WithdrawalsAsync);

    [Fact]
    public Task Every_step_of_actions_and_their_reports_may_be_the_last() => ExploreAsync("actions and their reports", Plays.ActionsAsync, [.. OfAction(1), .. OfAction(2)]);

    [Fact]
    public Task Every_step_of_a_clean_stop_may_be_the_last() => ExploreAsync("a clean stop", Plays.CleanStopAsync);

    [Fact]
    public Task Every_step_of_a_clean_stop_with_a_report_outstanding_may_be_the_last() =>
        ExploreAsync("a clean stop with a report outstanding", Plays.CleanStopWithAReportAsync, OfAction(1));

    [Fact]
    public Task Every_step_of_a_take_over_may_be_the_last() => ExploreAsync("a take-over", Plays.TakeOverAsync);

    [Fact]
    public Task Every_step_of_a_take_over_with_a_report_outstanding_may_be_the_last() =>
        ExploreAsync("a take-over with a report outstanding", Plays.TakeOverWithAReportAsync, OfAction(1));

    [Fact]
    public Task Every_step_of_users_cancels_may_be_the_last() => ExploreAsync(
        "users' cancels", Plays.CancelsAsync, "after FetchAsync of cancel requests", "before AnswerAsync of task 1", "after AnswerAsync of task 3");

    private async Task ExploreAsync(string scenario, Func<GrabberWorld, Task> play, params string[] more)
    {
        var runs = await new CrashPointExplorer(CreateAsync, play).ExploreAsync();

        var steps = runs.Skip(1).Select(run => run.CrashedAt!).ToList();
        output.WriteLine($"{scenario}, {Queue}: {steps.Count} steps: {string.Join(", ", steps)}");
        runs[0].Steps.Should().Be(steps.Count, "each step of the run without a crash is one that another run has crashed at");
        steps.Should().Contain([.. OfEachCycle, "before FetchAsync", "after FetchAsync", .. more]);
        steps.Should().HaveCount(CrashPointDocument.Steps(scenario, Queue), "docs/reliability.md has the number of steps");
    }

    private string[] OfAction(long id) =>
    [
        $"before FetchActionAsync of action {id}", $"after FetchActionAsync of action {id}", $"before HandleAsync of action {id}", $"after HandleAsync of action {id}",
        $"before ReportActionAsync of action {id}", $"after ReportActionAsync of action {id}", .. OfEachResult,
    ];
}
