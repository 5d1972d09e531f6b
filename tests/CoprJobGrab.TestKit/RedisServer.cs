using System.ComponentModel;
using System.Diagnostics;
using StackExchange.Redis;

namespace CoprJobGrab.TestKit;

/// <summary>A real <c>redis-server</c> of a test's own, on a free port of the loopback. Without the program the test fails.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("cjg-redis-").FullName;
    private readonly string[] _arguments;
    private Process? _process;
    private ConnectionMultiplexer? _connection;

    private RedisServer(int port, string[] arguments)
    {
        Port = port;
        _arguments = arguments;
    }

    public int Port { get; }

    /// <summary>
    /// Where the nodes of a cluster talk to each other, when it is one. Named always: the port that Redis would take by itself may not exist.
    /// </summary>
    public int BusPort { get; } = LoopbackPort.Next();

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts a server and waits until it takes connections.</summary>
    /// <param name="arguments">As on the command line, such as <c>--appendonly yes</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var server = Prepare(arguments);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A server that is not started yet: its port is free until then.</summary>
    public static RedisServer Prepare(params string[] arguments) => new(LoopbackPort.Next(), arguments);

    /// <summary>Starts the server again, with what it kept.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(
            "redis-server", ["--port", $"{Port}", "--cluster-port", $"{BusPort}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", .. _arguments])
        {
            RedirectStandardOutput = true,
        };
        _process = Start(start);
        using var deadline = new CancellationTokenSource(StartDeadline, TimeProvider.System);
        var log = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            log.Add(line);
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"redis-server did not start on port {Port}:\n{string.Join('\n', log)}");
    }

    /// <summary>Ends the server at once, as a power switch would end the process.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Sends the server a signal by name, such as STOP.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Start(new ProcessStartInfo("kill", [$"-{signal}", $"{_process!.Id}"]));
        await kill.WaitForExitAsync();
    }

    /// <summary>A connection of the test itself, apart from the one that is tested.</summary>
    public async Task<IDatabase> DatabaseAsync(string? password = null)
    {
        _connection ??= await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true,abortConnect=false,password={password}");
        return _connection.GetDatabase();
    }

    /// <summary>One command to this server and to no other node of its cluster.</summary>
    public async Task<string> CommandAsync(params string[] command)
    {
        using var client = Start(new ProcessStartInfo("redis-cli", ["-h", "127.0.0.1", "-p", $"{Port}", "-e", .. command]) { RedirectStandardOutput = true });
        var reply = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return client.ExitCode == 0 ? reply : throw new InvalidOperationException($"{string.Join(' ', command)} failed at {Address}: {reply}");
    }

    /// <summary>Every key of the server.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync()
    {
        var database = await DatabaseAsync();
        return [.. ((RedisResult[])(await database.ExecuteAsync("KEYS", "*"))!).Select(key => (string)key!)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException("The tests need redis-server and redis-cli on the PATH; ./test.sh installs them.", fault);
        }
    }
}
