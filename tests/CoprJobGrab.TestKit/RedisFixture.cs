using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.TestKit;

/// <summary>One server for a class of tests that leave it usable; each test begins with an empty one.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    public async Task<IDatabase> EmptyAsync()
    {
        var database = await Server.DatabaseAsync();
        await database.ExecuteAsync("FLUSHALL");
        return database;
    }
}
