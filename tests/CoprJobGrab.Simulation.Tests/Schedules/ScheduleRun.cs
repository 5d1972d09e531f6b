using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Runs schedules.</summary>
internal static class ScheduleRun
{
    /// <summary>Runs one in memory.</summary>
    public static Task<ScheduleResult> InMemoryAsync(Schedule schedule, Fault? fault = null)
    {
        var time = new FakeTimeProvider();
        return OnAsync(schedule, new MemoryGround(time, fault), time, fault);
    }

    /// <summary>Runs one where it is said.</summary>
    public static async Task<ScheduleResult> OnAsync(Schedule schedule, Ground ground, FakeTimeProvider time, Fault? fault = null)
    {
        var result = new ScheduleResult();
        await using var world = new ScheduleWorld(schedule, ground, time, result, fault);
        foreach (var step in schedule.Steps)
        {
            await world.DoAsync(step);
        }

        await world.QuietAsync();
        return result;
    }

    /// <summary>The same schedule without the steps that its violation does not need.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="run">Runs a part of it.</param>
    public static async Task<Schedule> ShrinkAsync(Schedule schedule, Func<Schedule, Task<ScheduleResult>> run)
    {
        for (var size = schedule.Steps.Count / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= schedule.Steps.Count;)
            {
                var shorter = schedule with { Steps = [.. schedule.Steps.Take(at), .. schedule.Steps.Skip(at + size)] };
                if ((await run(shorter)).Violations.Count > 0)
                {
                    schedule = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return schedule;
    }
}
