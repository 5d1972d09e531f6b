using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
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

    public static async Task<int> PrintAsync()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true");
        var delays = new WorkerDelays(server, connection);
        Console.WriteLine();
        Console.WriteLine("| delay | times | median ms | worst ms |");
        Console.WriteLine("|---|---|---|---|");
        await delays.PrintPushesAsync();
        await delays.CancelsAsync(hearsHints: true);
        Print("from the leader's cancel to the handler's token, with the hint", await delays.CancelsAsync(hearsHints: true));
        Print(
            $"the same without hints, with a lease of {ShortLease.TotalSeconds} s, which is renewed every {(ShortLease / 3).TotalSeconds} s",
            await delays.CancelsAsync(hearsHints: false));
        return 0;
    }

    private static void Print(string name, List<double> delays) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {delays.Count:N0} | {delays.Order().ElementAt(delays.Count / 2):F1} | {delays.Max():F1} |"));

    private async Task PrintPushesAsync()
    {
        await Table.FlushAsync(server.Address);
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

        Print("from the grabber's push to the handler", delays[Uncounted..]);
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

        Print("the same of a plain LPUSH, which gives no hint", delays);
    }

    private async Task<List<double>> CancelsAsync(bool hearsHints)
    {
        await Table.FlushAsync(server.Address);
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
