using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class CancelRaceSpecs
{
    [Fact]
    public async Task Ten_thousand_races_in_memory_end_each_in_exactly_one_of_two()
    {
        await using var world = new CancelWorld();
        var race = new CancelRace(world.Grabber(), () => Task.FromResult(world.Pop()), world.Leasing, latest: 60_000);

        await race.RunAsync(10_000);

        TestContext.Current.TestOutputHelper?.WriteLine($"{race}");
        race.Taken.Should().BeGreaterThanOrEqualTo(100);
        race.Gone.Should().BeGreaterThanOrEqualTo(100);
    }
}
