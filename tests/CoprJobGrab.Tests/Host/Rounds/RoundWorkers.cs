using System.Collections.Concurrent;
using System.Text.Json;
using CoprJobGrab.Testing;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>Workers as they are today: they pop, hold a task for a short time, and end it at the frontend. Some are killed: theirs never ends.</summary>
internal sealed class RoundWorkers(IDatabase redis, FakeFrontend frontend, RedisKey list, int killOneOf)
{
    private const int Workers = 24;
    private const int LongestHold = 40;

    private readonly ConcurrentDictionary<string, int> _handedOut = new();
    private readonly ConcurrentDictionary<string, bool> _killed = new();

    /// <summary>Task id to how often a worker got it.</summary>
    public IReadOnlyDictionary<string, int> HandedOut => _handedOut;

    /// <summary>The tasks whose first worker was killed.</summary>
    public ICollection<string> Killed => _killed.Keys;

    public Task RunAsync(int seed, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(new Random(seed + worker), stop), stop)));

    private async Task WorkAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if ((string?)await redis.ListRightPopAsync(list) is not { } element)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                continue;
            }

            using var envelope = JsonDocument.Parse(element);
            using var data = JsonDocument.Parse(envelope.RootElement.GetProperty("_data").GetString()!);
            var id = data.RootElement.GetProperty("task_id").GetString()!;
            if (_handedOut.AddOrUpdate(id, 1, (_, count) => count + 1) == 1 && killOneOf > 0 && random.Next(killOneOf) == 0)
            {
                _killed[id] = true;
                continue;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestHold)), TimeProvider.System, CancellationToken.None);
            frontend.Builds.Remove(Round.Record(id));
        }
    }
}
