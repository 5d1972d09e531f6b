using System.Collections.Concurrent;
using System.Text.Json;
using CoprJobGrab.Testing;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Workers as they are today: they pop, hold a task for a short time, and end it at the frontend. Some are killed: theirs never ends.
/// Four of them pop in one command and hold their tasks for the same time, so that the test costs little beside what it tests.
/// </summary>
internal sealed class RoundWorkers(IDatabase redis, FakeFrontend frontend, RedisKey list)
{
    private const int Fours = 24;
    private const int LongestHold = 40;
    private const int KillOneOf = 200;

    private readonly ConcurrentDictionary<string, int> _handedOut = new();
    private readonly ConcurrentDictionary<string, bool> _killed = new();

    /// <summary>Task id to how often a worker got it.</summary>
    public IReadOnlyDictionary<string, int> HandedOut => _handedOut;

    /// <summary>The tasks whose first worker was killed.</summary>
    public ICollection<string> Killed => _killed.Keys;

    public Task RunAsync(int seed, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Fours).Select(four => Task.Run(() => WorkAsync(new Random(seed + four), stop), stop)));

    private async Task WorkAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await redis.ListRightPopAsync(list, 4) is not { Length: > 0 } elements)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                continue;
            }

            var held = elements.Select(element => IdOf($"{element}")).Where(id => !IsKilledWith(id, random)).ToList();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestHold)), TimeProvider.System, CancellationToken.None);
            held.ForEach(id => frontend.Builds.Remove(Round.Record(id)));
        }
    }

    private bool IsKilledWith(string id, Random random)
    {
        var isKilled = _handedOut.AddOrUpdate(id, 1, (_, count) => count + 1) == 1 && random.Next(KillOneOf) == 0;
        if (isKilled)
        {
            _killed[id] = true;
        }

        return isKilled;
    }

    private static string IdOf(string element)
    {
        using var envelope = JsonDocument.Parse(element);
        using var data = JsonDocument.Parse(envelope.RootElement.GetProperty("_data").GetString()!);
        return data.RootElement.GetProperty("task_id").GetString()!;
    }
}
