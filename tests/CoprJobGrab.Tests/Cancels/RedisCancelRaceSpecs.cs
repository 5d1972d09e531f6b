using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class RedisCancelRaceSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_thousand_races_on_Redis_end_each_in_exactly_one_of_two()
    {
        var database = await redis.EmptyAsync();
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        await using var grabber = new CoprJobGrabHarness(parts: builder => builder.UseRedis(redis.Server.Address));
        var race = new CancelRace(
            grabber, async () => !(await database.ListRightPopAsync("retaskqueue-copr-be-0")).IsNull, new WorkerQueue(new RedisStore(connection)),
            latest: 300_000);

        await race.RunAsync(1_000);

        TestContext.Current.TestOutputHelper?.WriteLine($"{race}");
        race.Taken.Should().BeGreaterThanOrEqualTo(10);
        race.Gone.Should().BeGreaterThanOrEqualTo(10);
    }
}
