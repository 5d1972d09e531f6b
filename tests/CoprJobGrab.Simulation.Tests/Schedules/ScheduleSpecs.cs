using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Random schedules against the grabbers and their queue in memory.</summary>
public sealed class ScheduleSpecs(ITestOutputHelper output)
{
    private const int Few = 2000;

    [Fact]
    public async Task Whatever_happens_in_whatever_order_nothing_is_lost_and_nothing_doubled()
    {
        var total = new ScheduleResult();
        var progress = new ScheduleProgress("in memory");
        foreach (var seed in ScheduleRange.InMemory(Few))
        {
            var schedule = Schedule.Of(seed, onRedis: false);
            var result = await ScheduleRun.InMemoryAsync(schedule);
            if (result.Violations.Count > 0)
            {
                var shortest = await ScheduleRun.ShrinkAsync(schedule, part => ScheduleRun.InMemoryAsync(part));
                result.Violations.Should().BeEmpty($"of {schedule}\nThe shortest part that still fails: {shortest}");
            }

            total.Add(result);
            progress.Did(seed, total);
        }

        output.WriteLine(progress.Figures(total));
        total.HandedOut.Should().BePositive();
    }
}
