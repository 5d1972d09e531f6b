using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The schedules must catch each fault that is put into the queue on purpose; else they prove nothing.</summary>
public sealed class DeliberateFaultSpecs(ITestOutputHelper output)
{
    private const int Most = 20_000;

    public static TheoryData<string> Faults => [.. Fault.All.Where(fault => !fault.Value.IsHidden).Select(fault => fault.Key).Order(StringComparer.Ordinal)];

    public static TheoryData<string> HiddenOnes => [.. HiddenFaults.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(HiddenOnes))]
    public async Task A_fault_is_caught_where_a_loss_could_be_blamed(string name)
    {
        var (fault, schedule) = HiddenFaults.All[name];

        (await ScheduleRun.InMemoryAsync(schedule, fault)).Violations.Should().NotBeEmpty();
        (await ScheduleRun.InMemoryAsync(schedule)).Violations.Should().BeEmpty("it is the fault that is caught");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_in_the_queue_is_caught_by_a_schedule(string name)
    {
        var fault = Fault.All[name];
        var drawn = Enumerable.Range(0, Most).Select(seed => Schedule.Of(seed, onRedis: false));
        foreach (var schedule in fault is IncarnationNotChecked ? [ScriptFault.LostClaims] : drawn)
        {
            if (await ScheduleRun.InMemoryAsync(schedule, fault) is { Violations: [var first, ..] })
            {
                var shortest = await ScheduleRun.ShrinkAsync(schedule, part => ScheduleRun.InMemoryAsync(part, fault));
                output.WriteLine($"{name} is caught after {schedule.Seed + 1} schedules: {first}\n{shortest}");
                (await ScheduleRun.InMemoryAsync(shortest)).Violations.Should().BeEmpty("it is the fault that is caught");
                return;
            }
        }

        Assert.Fail($"{Most} schedules do not notice the fault {name}.");
    }
}
