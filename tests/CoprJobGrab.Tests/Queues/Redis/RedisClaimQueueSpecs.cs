using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisClaimQueueSpecs(RedisFixture redis) : ClaimQueueContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly List<RedisConnection> _connections = [];
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    internal override Task<IClaimQueue> GrabberAsync(params string[] groups)
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _connections.Add(connection);
        return Task.FromResult<IClaimQueue>(new RedisBuildQueue(connection, groups, TimeProvider.System));
    }

    internal override IWorkerQueue Worker()
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _connections.Add(connection);
        return new RedisWorkerQueue(connection);
    }

    protected override async Task<string?> TakeAsync(string groupId) =>
        (await new RetaskReader(_database, $"copr-be-{groupId}").DequeueAsync())?.GetProperty("task_id").ToString();

    [Fact]
    public async Task A_leader_writes_the_groups_that_it_knows_into_a_registry_that_was_lost()
    {
        var before = await GrabberAsync("0", "old");
        await before.LeadAsync(5, CancellationToken.None);
        await before.ApplyAsync(Plans.Enqueue(await before.ObserveAsync(CancellationToken.None), "old", "a"), CancellationToken.None);
        var leader = await GrabberAsync("0");
        await leader.LeadAsync(6, CancellationToken.None);
        await leader.ObserveAsync(CancellationToken.None);
        await _database.KeyDeleteAsync("cjg:groups");

        await leader.LeadAsync(7, CancellationToken.None);

        var next = await GrabberAsync("0");
        await next.LeadAsync(8, CancellationToken.None);
        (await next.ObserveAsync(CancellationToken.None)).Claims.Keys.Should().Equal("a");
    }

    protected override async Task LoseAsync(bool claimsOnly)
    {
        if (claimsOnly)
        {
            await _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-0}:claims");
        }
        else
        {
            await _database.ExecuteAsync("FLUSHALL");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}
