using CoprJobGrab.TestKit;
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

    protected override async Task<string?> TakeAsync(string groupId) =>
        (await new RetaskReader(_database, $"copr-be-{groupId}").DequeueAsync())?.GetProperty("task_id").ToString();

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
