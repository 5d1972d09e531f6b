using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>A grabber is stopped at every awaited step of clean stops and take-overs.</summary>
public abstract class CrashPointEndScenarios(CrashPointGround ground, ITestOutputHelper output) : CrashPointExploration(ground, output)
{
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
}
