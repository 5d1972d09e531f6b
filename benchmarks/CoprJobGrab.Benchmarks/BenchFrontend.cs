using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// A frontend of 2014 in a process of its own: <c>/N/backend/waiting/</c> lists N builds, or those that were put to <c>/N/</c>. As little work per answer as a
/// server can do.
/// </summary>
internal static class BenchFrontend
{
    private static readonly ConcurrentDictionary<int, byte[]> Answers = new();

    /// <summary>Serves; the answers of these sizes are made before it says where.</summary>
    public static async Task<int> ServeAsync(IEnumerable<int> sizes)
    {
        foreach (var size in sizes)
        {
            Answers[size] = Answer(size);
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        _ = Task.Run(EndWithParent);
        while (true)
        {
            _ = AnswerAsync(await listener.AcceptTcpClientAsync());
        }
    }

    // The parent keeps standard input open as long as it lives.
    private static void EndWithParent()
    {
        Console.In.ReadToEnd();
        Environment.Exit(0);
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            while (await reader.ReadLineAsync() is { } request)
            {
                var length = 0;
                while (await reader.ReadLineAsync() is { Length: > 0 } header)
                {
                    length = header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
                        ? int.Parse(header.Split(':')[1], CultureInfo.InvariantCulture) : length;
                }

                var size = int.Parse(request.Split(' ', '/')[2], CultureInfo.InvariantCulture);
                if (length > 0)
                {
                    Answers[size] = Answer(await BuildsAsync(reader, length));
                    await stream.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
                }
                else
                {
                    await stream.WriteAsync(Answers.GetOrAdd(size, Answer));
                }
            }
        }
    }

    private static async Task<IEnumerable<int>> BuildsAsync(StreamReader reader, int length)
    {
        var text = new char[length];
        await reader.ReadBlockAsync(text);
        return MemoryMarshal.Cast<byte, int>(Encoding.Latin1.GetBytes(text)).ToArray();
    }

    private static byte[] Answer(int size) => Answer(Enumerable.Range(0, size));

    private static byte[] Answer(IEnumerable<int> builds)
    {
        var body = BenchBuilds.WaitingBody(builds);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }
}
