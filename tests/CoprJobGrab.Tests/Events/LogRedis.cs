using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Events;

/// <summary>A <c>redis-server</c> of the test's own on a free loopback port, and a connection to it.</summary>
internal sealed class LogRedis : IAsyncDisposable
{
    private readonly int _port;
    private Process _process;

    private LogRedis(int port, Process process, IConnectionMultiplexer connection)
    {
        _port = port;
        _process = process;
        Connection = connection;
    }

    public IConnectionMultiplexer Connection { get; }

    public static async Task<LogRedis> StartAsync()
    {
        var port = FreePort();
        var process = await RunAsync(port);
        var options = new ConfigurationOptions
        {
            EndPoints = { { IPAddress.Loopback, port } },
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry(100),
        };
        return new LogRedis(port, process, await ConnectionMultiplexer.ConnectAsync(options));
    }

    public ValueTask<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Connection);

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async Task StartAgainAsync() => _process = await RunAsync(_port);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        try
        {
            await KillAsync();
        }
        catch (InvalidOperationException)
        {
            // The test has killed it already.
        }
    }

    private static async Task<Process> RunAsync(int port)
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                return process;
            }
        }

        throw new InvalidOperationException($"redis-server ended before it listened on port {port}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
