using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>A grabber is stopped at every awaited step of a scenario. How many there are is printed, and stands in docs/reliability.md.</summary>
public abstract class CrashPointExploration(CrashPointGround ground, ITestOutputHelper output)
{
    protected async Task ExploreAsync(string scenario, Func<GrabberWorld, Task> play, params string[] more)
    {
        var runs = await new CrashPointExplorer(ground.CreateAsync, play).ExploreAsync();

        var steps = runs.Skip(1).Select(run => run.CrashedAt!).ToList();
        output.WriteLine($"{scenario}, {ground.Queue}: {steps.Count} steps: {string.Join(", ", steps)}");
        runs[0].Steps.Should().Be(steps.Count, "each step of the run without a crash is one that another run has crashed at");
        steps.Should().Contain([.. ground.OfEachCycle, "before FetchAsync", "after FetchAsync", .. more]);
        steps.Should().HaveCount(CrashPointDocument.Steps(scenario, ground.Queue), "docs/reliability.md has the number of steps");
    }

    protected string[] OfAction(long id) =>
    [
        $"before FetchActionAsync of action {id}", $"after FetchActionAsync of action {id}", $"before HandleAsync of action {id}",
        $"after HandleAsync of action {id}",
        $"before ReportActionAsync of action {id}", $"after ReportActionAsync of action {id}", .. ground.OfEachResult,
    ];
}
