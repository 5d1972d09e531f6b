using CoprJobGrab.TestKit;
using CoprJobGrab.Testing.Xunit;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class RedisBuildQueueContractSpecs(RedisFixture redis) : BuildQueueContract, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = redis.Server.Address });
    private IDatabase _database = null!;

    protected override async Task<IBuildQueue> CreateAsync()
    {
        _database = await redis.EmptyAsync();
        return new ClaimQueue(new RedisStore(_connection), ["0", "1"], TimeProvider.System);
    }

    protected override async Task<byte[]?> PopAsync(string groupId) => await _database.ListRightPopAsync($"retaskqueue-copr-be-{groupId}");

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
