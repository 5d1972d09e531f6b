using CoprJobGrab.TestKit;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Events;

/// <summary>A Redis of the test's own, and a connection to it that comes back quickly after an outage.</summary>
internal sealed class LogRedis(RedisServer server, IConnectionMultiplexer connection) : IAsyncDisposable
{
    public IConnectionMultiplexer Connection => connection;

    public static async Task<LogRedis> StartAsync()
    {
        var server = await RedisServer.StartAsync();
        var options = ConfigurationOptions.Parse(server.Address);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        return new LogRedis(server, await ConnectionMultiplexer.ConnectAsync(options));
    }

    public ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken) => ValueTask.FromResult(connection.GetDatabase());

    public Task KillAsync() => server.KillAsync();

    public Task StartAgainAsync() => server.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await server.DisposeAsync();
    }
}
