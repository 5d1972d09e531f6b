using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class CancelRaceSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Ten_thousand_races_in_memory_end_each_in_exactly_one_of_two()
    {
        await using var world = new CancelWorld();
        var race = new CancelRace(world.Grabber(), () => Task.FromResult(world.Pop()), world.Leasing, latest: 60_000);

        await race.RunAsync(10_000);

        Tell(race);
        race.Taken.Should().BeGreaterThanOrEqualTo(1_000);
        race.Gone.Should().BeGreaterThanOrEqualTo(1_000);
    }

    [Fact]
    public async Task A_thousand_races_on_Redis_end_each_in_exactly_one_of_two()
    {
        var database = await redis.EmptyAsync();
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        await using var grabber = new CoprJobGrabHarness(parts: builder => builder.UseRedis(redis.Server.Address));
        var race = new CancelRace(grabber, async () => !(await database.ListRightPopAsync("retaskqueue-copr-be-0")).IsNull, new RedisWorkerQueue(connection), latest: 300_000);

        await race.RunAsync(1_000);

        Tell(race);
        race.Taken.Should().BeGreaterThanOrEqualTo(100);
        race.Gone.Should().BeGreaterThanOrEqualTo(100);
    }

    private static void Tell(CancelRace race) => TestContext.Current.TestOutputHelper?.WriteLine($"A worker had it {race.Taken} times, and it was gone {race.Gone} times.");
}
