using System.Net;
using System.Net.Sockets;
using System.Text;
using CoprJobGrab.TestKit;
using FluentAssertions;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>Listens to every command that a Redis runs, and judges the writes to one group.</summary>
internal sealed class EpochWatch : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly RedisServer _redis;
    private readonly TcpClient _client;
    private readonly EpochJudge _judge;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<EpochFindings>> _marks = [];
    private readonly Task _reading;

    private EpochWatch(RedisServer redis, string list, TcpClient client, StreamReader reader)
    {
        (_redis, _client) = (redis, client);
        _judge = new EpochJudge(list, LeaderScripts());
        _reading = ReadAsync(reader);
    }

    public static async Task<EpochWatch> StartAsync(RedisServer redis, string list)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, redis.Port);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        (await reader.ReadLineAsync()).Should().Be("+OK");
        return new EpochWatch(redis, list, client, reader);
    }

    /// <summary>What was seen of everything that was run before.</summary>
    public async Task<EpochFindings> CatchUpAsync()
    {
        var mark = $"{Guid.NewGuid()}";
        var seen = new TaskCompletionSource<EpochFindings>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _marks[mark] = seen;
        }

        await (await _redis.DatabaseAsync()).ExecuteAsync("ECHO", mark);
        await (await Task.WhenAny(seen.Task, _reading)).WaitAsync(Deadline, TimeProvider.System);
        seen.Task.IsCompleted.Should().BeTrue("the watch lasts as long as its Redis");
        return await seen.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Redis names a script as the library names an element, by its content.
    private static HashSet<string> LeaderScripts() =>
        [.. new[] { LuaScripts.Enqueue, LuaScripts.Change, LuaScripts.Adopt }.Select(
            script => ElementDigest.Of(Encoding.UTF8.GetBytes(script)))];

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _judge.See(line);
            if (line.Contains("\"ECHO\"", StringComparison.OrdinalIgnoreCase) && line.Length < 200)
            {
                Meet(line);
            }
        }
    }

    private void Meet(string line)
    {
        lock (_lock)
        {
            foreach (var (_, seen) in _marks.Where(mark => line.Contains(mark.Key, StringComparison.Ordinal)))
            {
                seen.TrySetResult(_judge.Findings);
            }
        }
    }
}
