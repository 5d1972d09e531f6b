using CoprJobGrab.TestKit;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>Takes and finishes empty builds by one process, beside BullMQ and beside the plain commands. All take turns on one Redis.</summary>
internal sealed class WorkerRow(RedisServer server, ConnectionMultiplexer connection, BullPeer? bull) : IDisposable
{
    private const int Builds = 20_000;
    private const int Rounds = 7;
    private const int Batch = 500;

    private static readonly int[] Concurrencies = [1, 10, 50, 100, 200, 500, 1_000];
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly RedisConnection _own = new(connection);

    public static async Task MeasureAsync(Figures figures)
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await BenchGround.ConnectAsync(server.Address);
        using var bull = await BullPeer.StartAsync(server.Port, Enumerable.Range(0, Builds).Select(BenchBuilds.Record));
        using var row = new WorkerRow(server, connection, bull);
        await row.MeasureTakenAsync(figures);
    }

    public void Dispose() => _own.Dispose();

    private async Task MeasureTakenAsync(Figures figures)
    {
        var ways = new List<(string Name, Func<Task<Cost>> Run)>
        {
            ("plain", () => OfFilledAsync(() => PlainAsync(leases: false))),
            ("leases", () => OfFilledAsync(() => PlainAsync(leases: true))),
            ("queue", () => OfFilledAsync(QueueAsync)),
        };
        if (bull is not null)
        {
            ways.Add(("bullmq", await BestAsync(figures, "bullmq", bull.RunAsync)));
        }

        ways.Add(("worker", await BestAsync(figures, "worker", concurrency => OfFilledAsync(() => WorkerAsync(concurrency)))));

        var runs = ways.ConvertAll(_ => new List<Cost>());
        for (var round = -1; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Count; way++)
            {
                var cost = await FlushedAsync(ways[way].Run);
                if (round >= 0)
                {
                    runs[way].Add(cost);
                }
            }
        }

        for (var way = 0; way < ways.Count; way++)
        {
            figures.Add($"workers.{ways[way].Name}", runs[way]);
        }
    }

    private async Task<Func<Task<Cost>>> BestAsync(Figures figures, string way, Func<int, Task<Cost>> run)
    {
        var elapsed = new Dictionary<int, double>();
        foreach (var concurrency in Concurrencies)
        {
            elapsed[concurrency] = (await FlushedAsync(() => run(concurrency))).Elapsed;
        }

        var best = elapsed.MinBy(one => one.Value).Key;
        figures.Add($"workers.{way}.concurrency", best);
        return () => run(best);
    }

    private async Task<Cost> FlushedAsync(Func<Task<Cost>> run)
    {
        await connection.GetServers()[0].FlushAllDatabasesAsync();
        GC.Collect();
        return await run();
    }

    private async Task<Cost> OfFilledAsync(Func<Task<int>> run)
    {
        await using (var farm = new WorkerFarm(server.Address))
        {
            await farm.PushAsync(Enumerable.Range(0, Builds));
        }

        var done = 0;
        var cost = await Cost.OfAsync(connection.GetServers()[0], async () => done = await run());
        return done == Builds ? cost : throw new InvalidOperationException($"{done} of {Builds} builds were finished.");
    }

    /// <summary>
    /// What no worker that loses nothing can do without: each element is moved to a list of its own, and removed from there; and a lease of it is written and
    /// removed, without which nobody knows when its worker is gone.
    /// </summary>
    private async Task<int> PlainAsync(bool leases)
    {
        var database = connection.GetDatabase();
        var (list, busy, leased) = (new QueueKeys(WorkerFarm.Group).List, (RedisKey)"busy", (RedisKey)"leased");
        for (var done = 0; ;)
        {
            var moved = await Task.WhenAll(Enumerable.Range(0, Batch).Select(_ => database.ListMoveAsync(list, busy, ListSide.Right, ListSide.Left)));
            List<(RedisValue Element, RedisValue Name)> taken =
                [.. moved.Where(element => !element.IsNull).Select(element => (element, (RedisValue)ElementName.UuidAtTail(element)))];
            if (leases)
            {
                await Task.WhenAll(taken.Select(one => database.HashSetAsync(leased, one.Name, $"L {one.Name} 1 {Lease.Ticks}")));
            }

            var ended = leases ? taken.Select(one => database.HashDeleteAsync(leased, one.Name)) : [];
            var removed = await Task.WhenAll(taken.Select(one => database.ListRemoveAsync(busy, one.Element, -1)));
            await Task.WhenAll(ended);
            done += (int)removed.Sum();
            if (removed.Length < Batch)
            {
                return done;
            }
        }
    }

    private async Task<int> QueueAsync()
    {
        var queue = new WorkerQueue(new RedisStore(_own));
        var done = 0;
        IReadOnlyList<TakenBuild> taken = [];
        while (true)
        {
            // The next ones are taken while these are finished.
            var taking = queue.TakeAsync([WorkerFarm.Group], Batch, Lease, CancellationToken.None);
            var finishing = queue.FinishAsync([.. taken.Select(build => (build, (BuildRelease)new BuildRelease.Finished()))], CancellationToken.None);
            taken = await taking;
            done += (await finishing).Count(one => one);
            if (taken.Count == 0)
            {
                return done;
            }
        }
    }

    private async Task<int> WorkerAsync(int concurrency)
    {
        await using var worker = new BenchWorker(connection, options => options.Concurrency = concurrency, static (_, _) => new(new BuildOutcome.Succeeded()));
        await worker.StartAsync();
        await worker.FinishedAsync(Builds);
        return worker.Finished;
    }
}
