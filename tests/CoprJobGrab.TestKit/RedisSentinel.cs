using System.Diagnostics;

namespace CoprJobGrab.TestKit;

/// <summary>A primary, a replica and a Sentinel that watches them, on the loopback: what fails over by itself.</summary>
public sealed class RedisSentinel : IAsyncDisposable
{
    public const string ServiceName = "copr";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("cjg-sentinel-").FullName;
    private Process? _process;

    private RedisSentinel(RedisServer primary, RedisServer replica) => (Primary, Replica) = (primary, replica);

    public int Port { get; } = LoopbackPort.Next();

    /// <summary>What a client that asks the Sentinel for the primary is configured with.</summary>
    public string Configuration => $"127.0.0.1:{Port},serviceName={ServiceName}";

    /// <summary>The primary until it fails.</summary>
    public RedisServer Primary { get; }

    /// <summary>What becomes the primary then.</summary>
    public RedisServer Replica { get; }

    /// <summary>Starts all three and waits until the replica is in step and the Sentinel knows it.</summary>
    public static async Task<RedisSentinel> StartAsync()
    {
        var primary = await RedisServer.StartAsync("--repl-diskless-sync-delay", "0");
        var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        var sentinel = new RedisSentinel(primary, replica);
        try
        {
            await sentinel.BeginAsync();
            return sentinel;
        }
        catch
        {
            await sentinel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the replica has everything that the primary has written so far.</summary>
    public async Task InStepAsync() => await UntilAsync(async () => (await Primary.CommandAsync("WAIT", "1", "1000")).Trim() == "1");

    /// <summary>Waits until the replica is the primary.</summary>
    public async Task FailedOverAsync() => await UntilAsync(async () =>
    {
        try
        {
            return (await Replica.CommandAsync("ROLE")).StartsWith("master", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Sentinel closes the connections of a replica's clients when it makes it the primary.
            return false;
        }
    });

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync()
    {
        await UntilAsync(async () => (await Replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
        var file = Path.Combine(_folder, "sentinel.conf");
        // Sentinel writes what it learns into its file. A primary that a busy machine keeps waiting must not be taken for one that is down.
        await File.WriteAllTextAsync(file, $"""
            port {Port}
            bind 127.0.0.1
            dir {_folder}
            sentinel monitor {ServiceName} 127.0.0.1 {Primary.Port} 1
            sentinel down-after-milliseconds {ServiceName} 3000
            sentinel failover-timeout {ServiceName} 5000

            """);
        _process = Process.Start(new ProcessStartInfo("redis-server", [file, "--sentinel"]) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (await _process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains("+slave ", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"redis-server --sentinel ended on port {Port}.");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (!await isSo())
        {
            await Task.Delay(LookAgainAfter, TimeProvider.System, deadline.Token);
        }
    }
}
