using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A release leaves alone, in both stores, the element of a claim that the grabber has seen to be gone.</summary>
public sealed class PlacedCommandSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(SeenList.Absent, 0, true)]
    [InlineData(SeenList.Absent, -1, false)]
    [InlineData(SeenList.Absent, 1, false)]
    [InlineData(0, 0, false)]
    public async Task An_element_that_was_seen_to_be_gone_is_left_where_it_is_while_the_claims_have_the_same_version(int place, long change, bool stays)
    {
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        StoreSide[] sides = [MemorySide.Create(), new RedisSide(connection, await redis.EmptyAsync())];
        foreach (var side in sides)
        {
            var element = """{"_data": "{\"task_id\": \"a\"}", "urn": "urn:uuid:00000000-0004-0002-0304-05060708090a"}"""u8.ToArray();
            side.Epoch = await side.Store.StampAsync(1);
            await side.PushAsync(element);
            await side.ReadAsync();
            await side.Store.AdoptAsync(side.Snapshot.OrphanRepair!, side.Terms);
            await side.ReadAsync();
            var seen = new SeenList(Guid.Empty, 0) { Version = side.Snapshot.Version + change };

            (await side.Store.CommandAsync([new ClaimCommand.End(side.Claims.Single(), ReleaseReason.Finished) { Place = place }], seen)).Should().Be(1);

            (await side.Store.NamesAsync(CancellationToken.None)).Should().HaveCount(stays ? 1 : 0);
        }
    }
}
