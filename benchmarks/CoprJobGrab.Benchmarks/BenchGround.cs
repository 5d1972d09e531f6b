using System.Diagnostics;
using CoprJobGrab.TestKit;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>A Redis, and a frontend in a process of its own.</summary>
internal sealed class BenchGround : IAsyncDisposable
{
    private readonly RedisServer _server;
    private readonly ConnectionMultiplexer _connection;
    private readonly Process _frontend;

    private BenchGround(RedisServer server, ConnectionMultiplexer connection, Process frontend, string url) =>
        (_server, _connection, _frontend, Url) = (server, connection, frontend, url);

    /// <summary>Where <c>/N/</c> is a frontend that lists N builds.</summary>
    public string Url { get; }

    public string Redis => _server.Address;

    public IServer Server => _connection.GetServers()[0];

    public IDatabase Database => _connection.GetDatabase();

    /// <summary>Starts both; the lists of these sizes are made beforehand.</summary>
    public static async Task<BenchGround> StartAsync(IEnumerable<int> sizes)
    {
        var server = await RedisServer.StartAsync();
        var frontend = ChildProcess.StartOwn(["serve", .. sizes.Select(size => $"{size}")]);
        var url = await frontend.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The frontend did not start.");
        return new BenchGround(server, await ConnectAsync(server.Address), frontend, url);
    }

    public static async Task<ConnectionMultiplexer> ConnectAsync(string redis) => await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");

    public async ValueTask DisposeAsync()
    {
        _frontend.StandardInput.Close();
        await _frontend.WaitForExitAsync();
        _frontend.Dispose();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }
}
