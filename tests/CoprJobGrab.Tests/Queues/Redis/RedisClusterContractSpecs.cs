using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The queue on a cluster keeps what it keeps on one server, with its two groups on two nodes.</summary>
public sealed class RedisClusterContractSpecs(RedisClusterFixture fixture) : BuildQueueContract, IClassFixture<RedisClusterFixture>, IAsyncDisposable
{
    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = fixture.Cluster.Addresses });
    private IDatabase _database = null!;

    protected override string First => "2";

    protected override string Second => "3";

    [Fact]
    public async Task The_groups_lie_on_different_nodes()
    {
        var first = await fixture.Cluster.NodeOfAsync(ListOf(First));
        var second = await fixture.Cluster.NodeOfAsync(ListOf(Second));

        first.Should().NotBe(second);
    }

    protected override async Task<IBuildQueue> CreateAsync()
    {
        await fixture.Cluster.FlushAsync();
        _database = await fixture.Cluster.DatabaseAsync();
        return new ClaimQueue(new RedisStore(_connection), [First, Second], TimeProvider.System);
    }

    protected override async Task<byte[]?> PopAsync(string groupId) => await _database.ListRightPopAsync(ListOf(groupId));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string ListOf(string groupId) => $"retaskqueue-copr-be-{groupId}";
}
