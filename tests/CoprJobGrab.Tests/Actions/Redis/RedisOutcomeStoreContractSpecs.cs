using CoprJobGrab.TestKit;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class RedisOutcomeStoreContractSpecs(RedisFixture redis) : OutcomeStoreContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly List<RedisConnection> _connections = [];

    public async ValueTask InitializeAsync() => await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    private protected override IOutcomeStore Open()
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _connections.Add(connection);
        return new RedisOutcomeStore(connection, new EventHub([], TimeProvider.System));
    }
}
