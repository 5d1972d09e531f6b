using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Random schedules against grabbers on a real Redis, which is restarted too: with all it had, with an older picture, with nothing.</summary>
public sealed class RedisScheduleSpecs(ITestOutputHelper output)
{
    private const int Few = 14;

    // The first few are many enough only if these came.
    private static readonly StepKind[] Needed =
    [
        StepKind.Poll, StepKind.Pause, StepKind.LostAnswer, StepKind.Pop, StepKind.Take, StepKind.Renew, StepKind.Cancel, StepKind.Crash, StepKind.TakeOver,
        StepKind.Stop,
        StepKind.Picture, StepKind.Restart,
    ];

    [Theory]
    [InlineData("it keeps everything", false)]
    [InlineData("it goes back to its last picture", null)]
    [InlineData("it forgets everything", true)]
    public async Task Whatever_happens_in_whatever_order_on_a_Redis_nothing_is_lost_and_nothing_doubled(string afterRestart, bool? forgets)
    {
        var total = new ScheduleResult();
        var progress = new ScheduleProgress($"on a Redis of which is true: {afterRestart}");
        await using var ground = await RedisGround.StartAsync(forgets);
        var seeds = ScheduleRange.OnRedis(Few);
        foreach (var seed in seeds)
        {
            var schedule = Schedule.Of(seed, onRedis: true);
            var result = await RunAsync(schedule);
            if (result.Violations.Count > 0)
            {
                var shortest = await ScheduleRun.ShrinkAsync(schedule, RunAsync);
                result.Violations.Should()
                    .BeEmpty($"of {schedule}\non a Redis of which is true: {afterRestart}\nThe shortest part that still fails: {shortest}");
            }

            total.Add(result);
            progress.Did(seed, total);
        }

        output.WriteLine(progress.Figures(total));
        total.HandedOut.Should().BePositive();
        if (ScheduleRange.HasFirst(Few, seeds))
        {
            total.Done.Keys.Should().Contain(Needed);
        }

        async Task<ScheduleResult> RunAsync(Schedule part)
        {
            var time = new FakeTimeProvider();
            await ground.EmptyAsync(time);
            return await ScheduleRun.OnAsync(part, ground, time);
        }
    }
}
