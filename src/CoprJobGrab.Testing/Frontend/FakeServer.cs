using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CoprJobGrab.Testing;

/// <summary>An HTTP/1.1 server on a raw socket of 127.0.0.1, so that it can also do what no HTTP server does.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly Func<FakeRequest, FakeAnswer> _answer;
    private readonly ConcurrentDictionary<Task, FakeConnection> _connections = new();
    private CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private TcpListener? _listener;

    public FakeServer(Func<FakeRequest, FakeAnswer> answer)
    {
        _answer = answer;
        Listen();
    }

    public int Port { get; private set; }

    /// <summary>How long a connection may be idle between two requests; null for ever.</summary>
    public TimeSpan? KeepAlive { get; set; }

    /// <summary>Listens, on the port that it had before.</summary>
    public void Listen()
    {
        _stop = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener, _stop.Token);
    }

    /// <summary>Closes every connection and listens no more: whoever connects is refused.</summary>
    public async Task StopAsync()
    {
        _listener?.Stop();
        await _stop.CancelAsync();
        await _accepting;
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }

        await Task.WhenAll(_connections.Keys);
        _connections.Clear();
        _stop.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await StopAsync();
            _listener.Dispose();
            _listener = null;
        }
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var connection = new FakeConnection(await listener.AcceptSocketAsync(stop));
                var serving = ServeAsync(connection, stop);
                _connections[serving] = connection;
                _ = serving.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped, perhaps between two connections.
        }
    }

    private async Task ServeAsync(FakeConnection connection, CancellationToken stop)
    {
        await Task.Yield();
        using (connection)
        {
            try
            {
                var idleSince = TimeProvider.System.GetTimestamp();
                for (var isUsed = false; await connection.ReadAsync(stop) is { } request; isUsed = true)
                {
                    if (isUsed && TimeProvider.System.GetElapsedTime(idleSince) > KeepAlive)
                    {
                        connection.Reset();
                        return;
                    }

                    if (!await _answer(request).WriteAsync(connection, request, stop))
                    {
                        return;
                    }

                    idleSince = TimeProvider.System.GetTimestamp();
                }
            }
            catch (Exception cause) when (cause is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The peer went away, or the server stops.
            }
        }
    }
}
