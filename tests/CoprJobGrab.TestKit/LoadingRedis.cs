using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CoprJobGrab.TestKit;

/// <summary>A server that answers every command as a Redis does that is still loading its data. A real one loads too fast to be caught at it.</summary>
public sealed class LoadingRedis : IAsyncDisposable
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("-LOADING Redis is loading the dataset in memory\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private Task _serving = Task.CompletedTask;

    private LoadingRedis()
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static LoadingRedis Start()
    {
        var server = new LoadingRedis();
        server._listener.Start();
        server._serving = server.AcceptAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var commands = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await commands.ReadLineAsync(_end.Token) is { } heading)
                {
                    for (var argument = int.Parse(heading.AsSpan(1)); argument > 0; argument--)
                    {
                        var length = int.Parse((await commands.ReadLineAsync(_end.Token)).AsSpan(1));
                        await commands.ReadBlockAsync(new char[length + 2], _end.Token);
                    }

                    await client.GetStream().WriteAsync(Answer, _end.Token);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                return;
            }
        }
    }
}
