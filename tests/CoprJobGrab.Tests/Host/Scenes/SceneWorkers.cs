using System.Text.Json;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>
/// Workers as they are today: each pops a task when it has none, builds it for a while, and ends it at the frontend. None dies. One loop pops for all of them.
/// </summary>
internal sealed class SceneWorkers(IDatabase redis, SceneFrontend frontend, Journal journal, RedisKey list) : IDisposable
{
    private const int Workers = 120;
    private const int AtOnce = 4;
    private const int ShortestBuild = 500;
    private const int LongestBuild = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _busy;

    /// <summary>Holds every worker still until the answer is disposed, as when their machine is suspended.</summary>
    public async Task<IDisposable> StopAsync()
    {
        await _gate.WaitAsync();
        return new Still(_gate);
    }

    public async Task RunAsync(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            if (!await PopAsync(random))
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<bool> PopAsync(Random random)
    {
        using var still = await StopAsync();
        var free = Workers - Volatile.Read(ref _busy);
        if (free == 0)
        {
            return false;
        }

        try
        {
            var asked = journal.Now;
            var elements = await redis.ListRightPopAsync(list, Math.Min(free, AtOnce)) ?? [];
            foreach (var element in elements)
            {
                var id = IdOf($"{element}");
                journal.Add(new Pop(id, asked, journal.Now));
                Interlocked.Increment(ref _busy);
                _ = BuildAsync(id, random.Next(ShortestBuild, LongestBuild));
            }

            return elements.Length > 0;
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            // Redis is away. What it may have popped for an answer that was lost, no worker has.
            return false;
        }
    }

    private async Task BuildAsync(string id, int milliseconds)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        using (await StopAsync())
        {
            frontend.End(id);
        }

        Interlocked.Decrement(ref _busy);
    }

    private static string IdOf(string element)
    {
        using var envelope = JsonDocument.Parse(element);
        using var data = JsonDocument.Parse(envelope.RootElement.GetProperty("_data").GetString()!);
        return data.RootElement.GetProperty("task_id").GetString()!;
    }

    private sealed class Still(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
