using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using CoprJobGrab.TestKit;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>How soon an idle worker's handler has a build after its push, and how soon running handlers are told of a cancel.</summary>
internal sealed class WorkerDelays(RedisServer server, ConnectionMultiplexer connection)
{
    private const int Uncounted = 200;
    private const int Pushes = 1_000;
    private const int PythonPushes = 20;
    private const int Cancels = 1_000;

    private static readonly TimeSpan UntilIdle = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(6);

    public static async Task MeasureAsync(Figures figures)
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await BenchGround.ConnectAsync(server.Address);
        var delays = new WorkerDelays(server, connection);
        await delays.MeasurePushesAsync(figures);
        await delays.CancelsAsync(hearsHints: true);
        Add(figures, "cancel", await delays.CancelsAsync(hearsHints: true));
        Add(figures, "cancel-unhinted", await delays.CancelsAsync(hearsHints: false));
    }

    private static void Add(Figures figures, string name, List<double> delays)
    {
        figures.Add($"delays.{name}.times", delays.Count);
        figures.Add($"delays.{name}.ms", delays.Median());
        figures.Add($"delays.{name}.highest", delays.Max());
    }

    private async Task MeasurePushesAsync(Figures figures)
    {
        await connection.GetServers()[0].FlushAllDatabasesAsync();
        var handled = new SemaphoreSlim(0);
        var handledAt = 0L;
        await using var farm = new WorkerFarm(server.Address);
        await using var worker = new BenchWorker(connection, options => options.Concurrency = 10, (_, _) =>
        {
            Volatile.Write(ref handledAt, TimeProvider.System.GetTimestamp());
            handled.Release();
            return new(new BuildOutcome.Succeeded());
        });
        await worker.StartAsync();

        async Task<double> DelayAsync(Func<Task> push, TimeSpan idle)
        {
            await Task.Delay(idle, TimeProvider.System);
            var started = TimeProvider.System.GetTimestamp();
            await push();
            await handled.WaitAsync();
            return TimeProvider.System.GetElapsedTime(started, Volatile.Read(ref handledAt)).TotalMilliseconds;
        }

        var delays = new List<double>();
        for (var build = 0; build < Uncounted + Pushes; build++)
        {
            delays.Add(await DelayAsync(await farm.PrepareAsync([build]), UntilIdle));
        }

        Add(figures, "push", delays[Uncounted..]);
        delays.Clear();
        var python = new PythonJsonWriter();
        for (var build = 0; build < PythonPushes; build++)
        {
            var envelope = new ArrayBufferWriter<byte>();
            RetaskEnvelope.Write(envelope, Encoding.UTF8.GetBytes(BenchBuilds.Record(Uncounted + Pushes + build)), Guid.NewGuid(), python);
            // At any time between two looks of the worker.
            delays.Add(await DelayAsync(
                () => connection.GetDatabase().ListLeftPushAsync(new QueueKeys(WorkerFarm.Group).List, envelope.WrittenMemory),
                TimeSpan.FromMilliseconds(1000.0 * build / PythonPushes)));
        }

        Add(figures, "lpush", delays);
    }

    private async Task<List<double>> CancelsAsync(bool hearsHints)
    {
        await connection.GetServers()[0].FlushAllDatabasesAsync();
        using var running = new CountdownEvent(Cancels);
        var firedAt = new ConcurrentBag<long>();
        await using var farm = new WorkerFarm(server.Address);
        await using var worker = new BenchWorker(
            connection, options => (options.Concurrency, options.Lease) = (Cancels, hearsHints ? options.Lease : ShortLease), async (_, stop) =>
            {
                var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registered = stop.Register(() =>
                {
                    firedAt.Add(TimeProvider.System.GetTimestamp());
                    fired.SetResult();
                });
                running.Signal();
                await fired.Task;
                return new BuildOutcome.Succeeded();
            },
            hearsHints);
        await worker.StartAsync();
        await farm.PushAsync(Enumerable.Range(0, Cancels));
        await Task.Run(running.Wait);
        var claims = (await farm.Queue.ObserveAsync(CancellationToken.None)).Claims.Values;
        var started = TimeProvider.System.GetTimestamp();
        if (await farm.Queue.CommandAsync([.. claims.Select(ClaimCommand.Cancel)], CancellationToken.None) != Cancels)
        {
            throw new InvalidOperationException("Not every running build could be cancelled.");
        }

        await worker.FinishedAsync(Cancels);
        return [.. firedAt.Select(at => TimeProvider.System.GetElapsedTime(started, at).TotalMilliseconds)];
    }
}
