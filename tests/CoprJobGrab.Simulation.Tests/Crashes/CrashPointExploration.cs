using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>A grabber is stopped at every awaited step of a scenario. How many there are is printed, and stands in docs/reliability.md.</summary>
public abstract class CrashPointExploration(CrashPointGround ground, ITestOutputHelper output)
{
    // Two calls that go on at once may come in another order in the next run, which then stops at the same one again, and never at the other.
    private const int MostExplorations = 4;

    protected async Task ExploreAsync(string scenario, Func<GrabberWorld, Task> play, params string[] more)
    {
        string[] needed = [.. ground.OfEachCycle, "before FetchAsync", "after FetchAsync", .. more];
        var met = new HashSet<string>();
        for (var explorations = 0; explorations < MostExplorations && (explorations == 0 || !met.IsSupersetOf(needed)); explorations++)
        {
            met.UnionWith(await StepsAsync(scenario, play));
        }

        met.Should().Contain(needed);
    }

    private async Task<List<string>> StepsAsync(string scenario, Func<GrabberWorld, Task> play)
    {
        var runs = await new CrashPointExplorer(ground.CreateAsync, play).ExploreAsync();

        var steps = runs.Skip(1).Select(run => run.CrashedAt!).ToList();
        output.WriteLine($"{scenario}, {ground.Queue}: {steps.Count} steps: {string.Join(", ", steps)}");
        runs[0].Steps.Should().Be(steps.Count, "each step of the run without a crash is one that another run has crashed at");
        steps.Should().HaveCount(CrashPointDocument.Steps(scenario, ground.Queue), "docs/reliability.md has the number of steps");
        return steps;
    }

    protected string[] OfAction(long id) =>
    [
        $"before FetchActionAsync of action {id}", $"after FetchActionAsync of action {id}", $"before HandleAsync of action {id}",
        $"after HandleAsync of action {id}",
        $"before ReportActionAsync of action {id}", $"after ReportActionAsync of action {id}", .. ground.OfEachResult,
    ];
}
