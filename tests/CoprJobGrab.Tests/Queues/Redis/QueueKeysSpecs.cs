using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class QueueKeysSpecs
{
    [Theory]
    [InlineData("0")]
    [InlineData("a.B_c-9")]
    [InlineData("x86_64")]
    public async Task All_keys_of_a_group_share_a_cluster_slot(string groupId)
    {
        await using var server = await RedisServer.StartAsync("--cluster-enabled", "yes");
        var database = await server.DatabaseAsync();
        var slots = new List<long>();
        foreach (var key in new QueueKeys(groupId).All)
        {
            slots.Add((long)await database.ExecuteAsync("CLUSTER", ["KEYSLOT", (string)key!]));
        }

        slots.Should().AllBeEquivalentTo(slots[0]);
    }

    [Fact]
    public void The_companions_are_no_queues_to_retask() =>
        new QueueKeys("0").All.Select(key => (string)key!).Where(key => key.StartsWith("retaskqueue-", StringComparison.Ordinal)).Should()
            .Equal("retaskqueue-copr-be-0");
}
