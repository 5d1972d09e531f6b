using CoprJobGrab.TestKit;
using FluentAssertions;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>Three console hosts on one Redis that loses what it has, while tasks come and workers take, build and end them. No host dies.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const int Hosts = 3;
    private const int Batches = 40;
    private const string List = "retaskqueue-copr-be-0";
    private static readonly string[] Companions =
    [
        $"cjg:{{{List}}}:claims", $"cjg:{{{List}}}:meta", $"cjg:{{{List}}}:marks", "cjg:groups", "cjg:leader", "cjg:maps", "cjg:outcomes"
    ];
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OldestList = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly StoreFault _fault;
    private readonly int _seed;
    private readonly int _tasks;
    private readonly Random _random;
    private readonly Journal _journal = new();
    private readonly RedisServer _redis;
    private readonly IDatabase _database;
    private readonly SceneFrontend _frontend;
    private readonly SceneWorkers _workers;
    private readonly List<ProgramRun> _hosts = [];

    private Scene(StoreFault fault, int seed, int tasks, RedisServer redis, IDatabase database)
    {
        (_fault, _seed, _tasks, _random, _redis, _database) = (fault, seed, tasks, new Random(seed), redis, database);
        _frontend = new SceneFrontend(Hosts, _journal, new Random(seed + 1), fault == StoreFault.StaleList ? OldestList : null);
        _workers = new SceneWorkers(database, _frontend, _journal, List);
    }

    public IEnumerable<Loss> Losses => _journal.Losses;

    public int StaleLists => _frontend.StaleLists;

    public int Suspensions { get; private set; }

    public static async Task<Scene> StartAsync(StoreFault fault, int seed, int tasks)
    {
        var redis = await RedisServer.StartAsync();
        var scene = new Scene(fault, seed, tasks, redis, await redis.DatabaseAsync());
        for (var host = 0; host < Hosts; host++)
        {
            scene._hosts.Add(ConsoleHost.Start(
                "run", "--frontend", $"{scene._frontend.UrlFor(host)}", "--protocol", "pending", "--group", "0=x86_64", "--redis", redis.Address,
                "--interval", "0.2", "--lease", $"{Lease.TotalSeconds}", "--start-patience", "20", "--json"));
        }

        return scene;
    }

    public async Task<SceneVerdict> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        await UntilAsync(() => Task.FromResult(_hosts.All(host => host.Output.Count > 0) && _journal.Lists.Count > 0), "every host has begun, and one leads");
        var work = _workers.RunAsync(_seed, stop.Token);
        var feed = FeedAsync();
        while (!feed.IsCompleted)
        {
            var pause = _random.Next(100, 2_500);
            var before = _journal.Now;
            await UntilAsync(() => Task.FromResult(_journal.Lists.Any(list => list.At > before)), "a host leads");
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System);
            await FaultAsync();
        }

        await feed;
        await UntilAsync(() => Task.FromResult(_frontend.Listed == 0), "every task has ended");
        await UntilAsync(async () => await _database.ListLengthAsync(List) == 0, "nothing is left in the list");
        await stop.CancelAsync();
        await work;
        var verdict = SceneJudge.Judge(_journal);
        verdict.HandedOut.Should().HaveCount(_tasks);
        return verdict;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _frontend.DisposeAsync();
        _workers.Dispose();
        await _redis.DisposeAsync();
    }

    private async Task FeedAsync()
    {
        var random = new Random(_seed + 2);
        var batch = (_tasks + Batches - 1) / Batches;
        for (var next = 0; next < _tasks; next += batch)
        {
            _frontend.Add(Enumerable.Range(next, Math.Min(batch, _tasks - next)).Select(index => $"{index}-fedora-42-x86_64"));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 500)), TimeProvider.System);
        }
    }

    private async Task FaultAsync()
    {
        var (pause, which) = (TimeSpan.FromMilliseconds(_random.Next(2_500)), _random.Next(2) == 0 ? 0 : _random.Next(Companions.Length));
        switch (_fault)
        {
            case StoreFault.Flushed:
                await LoseAsync(new Loss("FLUSHALL", _journal.Now, default), () => _database.ExecuteAsync("FLUSHALL"));
                break;
            case StoreFault.KilledWithoutPersistence:
                await LoseAsync(new Loss("killed, nothing kept", _journal.Now, default), () => RestartAsync(pause));
                break;
            case StoreFault.KilledWithOlderPicture:
                var picture = _journal.Now;
                await _database.ExecuteAsync("SAVE");
                await Task.Delay(pause / 2, TimeProvider.System);
                await LoseAsync(new Loss("killed, an older picture kept", _journal.Now, default) { Picture = picture }, () => RestartAsync(pause / 2));
                break;
            case StoreFault.CompanionKeyDeleted:
                await LoseAsync(
                    new Loss($"DEL {Companions[which]}", _journal.Now, default) { TakesClaims = which == 0, LeavesList = true },
                    () => _database.KeyDeleteAsync(Companions[which]));
                break;
            case StoreFault.MachineSuspended:
                await SuspendAsync(Lease + pause);
                break;
            default:
                break;
        }
    }

    private async Task SuspendAsync(TimeSpan span)
    {
        using var still = await _workers.StopAsync();
        List<Func<string, Task>> machine = [_redis.SignalAsync, .. _hosts.Select<ProgramRun, Func<string, Task>>(host => host.SignalAsync)];
        foreach (var signal in machine)
        {
            await signal("STOP");
        }

        await Task.Delay(span, TimeProvider.System);
        var order = machine.ToArray();
        _random.Shuffle(order);
        foreach (var signal in order)
        {
            await signal("CONT");
        }

        Suspensions++;
    }

    private async Task LoseAsync(Loss loss, Func<Task> lose)
    {
        await lose();
        _journal.Add(loss with { Ended = _journal.Now });
    }

    private async Task RestartAsync(TimeSpan pause)
    {
        await _redis.KillAsync();
        await Task.Delay(pause, TimeProvider.System);
        await _redis.StartAgainAsync();
    }

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var began = _journal.Now;
        while (!await TryAsync(holds))
        {
            if (_journal.Now - began > Deadline)
            {
                throw new TimeoutException(
                    $"{what}: not within {Deadline}. {_frontend.Listed} listed. "
                        + $"{string.Join('\n', _hosts.Select(host => host.Output is [.., var last] ? last : $"no line yet; {host.Errors}"))}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
