using CoprJobGrab.TestKit;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>Who has seen a lead and is connected, on one Redis and on a cluster, where each server counts its own subscribers alone.</summary>
public sealed class WitnessesSpecs(RedisFixture redis, RedisClusterFixture cluster) : IClassFixture<RedisFixture>, IClassFixture<RedisClusterFixture>,
IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly List<RedisConnection> _connections = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public Task On_one_Redis_another_one_counts_until_it_is_gone() => CountsUntilItIsGoneAsync(redis.Server.Address);

    [Fact]
    public Task On_a_cluster_another_one_counts_until_it_is_gone() => CountsUntilItIsGoneAsync(cluster.Cluster.Addresses);

    [Fact]
    public async Task One_of_another_database_does_not_count()
    {
        await Of(redis.Server.Address, database: 1).JoinAsync(Never);

        (await Of(redis.Server.Address).AreThereAsync(Never)).Should().BeFalse();
        (await Of(redis.Server.Address, database: 1).AreThereAsync(Never)).Should().BeTrue();
    }

    private async Task CountsUntilItIsGoneAsync(string address)
    {
        var (asking, seeing) = (Of(address), Of(address));
        (await asking.AreThereAsync(Never)).Should().BeFalse();

        await seeing.JoinAsync(Never);
        (await asking.AreThereAsync(Never)).Should().BeTrue();

        await _connections[1].DisposeAsync();
        // The server learns of the end of a connection when it next looks.
        for (var tries = 0; tries < 100 && await asking.AreThereAsync(Never); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        (await asking.AreThereAsync(Never)).Should().BeFalse();
    }

    private Witnesses Of(string address, int? database = null)
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = address, Database = database });
        _connections.Add(connection);
        return new Witnesses(connection);
    }
}
