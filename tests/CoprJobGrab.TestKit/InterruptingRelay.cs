using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CoprJobGrab.Testing;

namespace CoprJobGrab.TestKit;

/// <summary>
/// Stands between one grabber and a Redis.
/// Each request is two steps: at the first it never reaches the server, at the second its answer never reaches the grabber.
/// From the grabber's crash point on nothing passes.
/// </summary>
public sealed class InterruptingRelay : IAsyncDisposable
{
    // What the client asks on its own account.
    // It writes nothing, so that a stop at it is a stop at the request that comes next: SCRIPT before a script's first EVAL, and QUIT when all is done,
    // whose answer the client waits for as long as for a command's.
    private static readonly HashSet<string> OfTheClient =
        [
            "AUTH", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "ECHO", "GET", "HELLO", "INFO", "PING", "QUIT", "ROLE", "SCRIPT", "SELECT", "SENTINEL",
            "SUBSCRIBE", "UNSUBSCRIBE"
        ];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly int _server;
    private readonly CrashPoints _points;
    private readonly Task _accepting;

    public InterruptingRelay(int server, CrashPoints points)
    {
        (_server, _points) = (server, points);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the grabber finds its Redis.</summary>
    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_serving);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient grabber)
    {
        using (grabber)
        using (var redis = new TcpClient())
        {
            try
            {
                await redis.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                var answers = AnswerAsync(redis.GetStream(), grabber.GetStream());
                await AskAsync(grabber.GetStream(), redis.GetStream());

                // The server does what it has received before it sees the end, and is waited for.
                redis.Client.Shutdown(SocketShutdown.Send);
                await answers;
            }
            catch (Exception cause) when (cause is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One of the two went away.
            }
        }
    }

    private async Task AskAsync(NetworkStream grabber, NetworkStream redis)
    {
        var requests = new RedisRequests();
        while (await requests.ReadAsync(grabber, _stop.Token))
        {
            while (requests.TryTake(out var command, out var bytes))
            {
                var isStep = !OfTheClient.Contains(command);
                if (_points.CrashedAt is not null || (isStep && !_points.TryPass($"before {command}")))
                {
                    return;
                }

                // Decided before the request is sent, so that no answer overtakes the decision.
                var isLast = isStep && !_points.TryPass($"after {command}");
                await redis.WriteAsync(bytes, _stop.Token);
                if (isLast)
                {
                    return;
                }
            }
        }
    }

    private async Task AnswerAsync(NetworkStream redis, NetworkStream grabber)
    {
        var buffer = new byte[16 * 1024];
        for (var read = await redis.ReadAsync(buffer, _stop.Token); read > 0; read = await redis.ReadAsync(buffer, _stop.Token))
        {
            if (_points.CrashedAt is null)
            {
                await grabber.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
    }
}
