using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The schedules must catch faults in the scripts that Redis runs, too.</summary>
public sealed class ScriptFaultSpecs(ITestOutputHelper output)
{
    private const int Most = 400;

    public static TheoryData<string> Faults => [.. ScriptFault.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_in_a_script_is_caught_by_a_schedule_on_a_Redis(string name)
    {
        var fault = ScriptFault.All[name];
        fault.Changes.Should()
            .OnlyContain(change => AllScripts.Any(script => script.Contains(change.From, StringComparison.Ordinal)), "the fault must be in the scripts");
        await using var faulty = await RedisGround.StartAsync(fault.Forgets, fault);
        await using var faultless = await RedisGround.StartAsync(fault.Forgets);
        var schedules = fault.Known is { } known ? [known] : Enumerable.Range(0, Most).Select(seed => Schedule.Of(seed, onRedis: true));
        foreach (var schedule in schedules)
        {
            if (await RunAsync(faulty, schedule) is { Violations: [var first, ..] })
            {
                output.WriteLine($"{name} is caught by {schedule.Steps.Count} steps of seed {schedule.Seed}: {first}");
                (await RunAsync(faultless, schedule)).Violations.Should().BeEmpty("it is the fault that is caught");
                return;
            }
        }

        Assert.Fail($"No schedule notices that {name}.");
    }

    private static IReadOnlyList<string> AllScripts { get; } = [LuaScripts.Enqueue, LuaScripts.Change, LuaScripts.Release, LuaScripts.Adopt, LuaScripts.Take,
        LuaScripts.End];

    private static async Task<ScheduleResult> RunAsync(RedisGround ground, Schedule schedule)
    {
        var time = new FakeTimeProvider();
        await ground.EmptyAsync(time);
        return await ScheduleRun.OnAsync(schedule, ground, time);
    }
}
