using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>One round: its hosts, its Redis (AOF, written out every second: it is the hosts that die), its frontend, its workers.</summary>
internal sealed class Round : IAsyncDisposable
{
    private const int Hosts = 3;
    private const int Faults = 6;

    // So many whatever the number of tasks: a round is as long as its faults need.
    private const int Batches = 40;
    private const string List = "retaskqueue-copr-be-0";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly int _seed;
    private readonly int _tasks;
    private readonly FakeFrontend _frontend = new();
    private readonly List<ProgramRun> _hosts = [];
    private readonly List<ProgramRun> _ended = [];
    private readonly RedisServer _redis;
    private readonly IDatabase _database;
    private readonly RoundWorkers _workers;
    private readonly EpochWatch _watch;
    private readonly string[] _options;
    private readonly Random _random;
    private volatile int _faults;

    private Round(int seed, int tasks, RedisServer redis, IDatabase database, EpochWatch watch)
    {
        (_seed, _tasks, _redis, _database, _watch, _random) = (seed, tasks, redis, database, watch, new Random(seed));
        _workers = new RoundWorkers(database, _frontend, List);
        _options =
        [
            "run", "--frontend", $"{_frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.2",
            "--lease", "1", "--json", "--start-patience", "5",
        ];
    }

    public List<TimeSpan> TakeOvers { get; } = [];

    public int Kills { get; private set; }

    public int Stops { get; private set; }

    public int KilledWorkers => _workers.Killed.Count;

    /// <summary>What the watch saw; known when the round has been checked.</summary>
    public EpochFindings Writes { get; private set; } = new(0, 0, 0, []);

    public static string Record(string id) => $$"""{"task_id": "{{id}}", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""";

    public static async Task<Round> StartAsync(int seed, int tasks)
    {
        var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        var round = new Round(seed, tasks, redis, await redis.DatabaseAsync(), await EpochWatch.StartAsync(redis, List));
        for (var host = 0; host < Hosts; host++)
        {
            round._hosts.Add(ConsoleHost.Start(round._options));
        }

        return round;
    }

    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        await UntilAsync(() => Task.FromResult(_hosts.Any(host => Leads(host, 0))), "a host leads");
        var work = _workers.RunAsync(_seed, stop.Token);
        var feed = FeedAsync();
        for (; _faults < Faults; _faults++)
        {
            await FaultAsync();
        }

        await feed;
        await UntilAsync(() => Task.FromResult(_frontend.Builds.Count == 0), "every task has ended");
        await UntilAsync(async () => await _database.HashLengthAsync($"cjg:{{{List}}}:claims") <= 1, "the claims have ended too");
        await stop.CancelAsync();
        await work;
    }

    public async Task CheckAsync()
    {
        _workers.HandedOut.Should().HaveCount(_tasks);
        var killed = _workers.Killed.ToHashSet();
        _workers.HandedOut.Where(task => !killed.Contains(task.Key) && task.Value != 1).Should().BeEmpty("no other task is handed out twice");
        _workers.HandedOut.Where(task => killed.Contains(task.Key) && task.Value != 2).Should().BeEmpty("the task of a killed worker comes again");
        (await _database.ListLengthAsync(List)).Should().Be(0);
        (await _database.HashLengthAsync($"cjg:{{{List}}}:marks")).Should().Be(0);
        Writes = await _watch.CatchUpAsync();
        Writes.Violations.Should().BeEmpty("no write of an old epoch is accepted");
        Writes.Leads.Should().BeGreaterThan(TakeOvers.Count, "the watch sees each leader's epoch");
        Writes.Accepted.Should().BeGreaterThanOrEqualTo(Batches / 2, "the watch sees the leaders' writes");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Concat(_ended))
        {
            await host.DisposeAsync();
        }

        await _frontend.DisposeAsync();
        await _watch.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private async Task FeedAsync()
    {
        var random = new Random(_seed + 1_000_000);
        var batch = (_tasks + Batches - 1) / Batches;
        for (var next = 0; next < _tasks; next += batch)
        {
            // Faults are slow where the machine is; tasks come until the last one all the same.
            await UntilAsync(() => Task.FromResult(_faults >= next / batch * Faults / Batches), "the faults keep step with the tasks");
            _frontend.Builds.Add(Enumerable.Range(next, Math.Min(batch, _tasks - next)).Select(index => Record($"{index}-fedora-42-x86_64")));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 700)), TimeProvider.System);
        }
    }

    private async Task FaultAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(100, 1_500)), TimeProvider.System);
        var (aimsAtLeader, kills, other, pause) = (_random.Next(4) > 0, _random.Next(2) == 0, _random.Next(Hosts), _random.Next(1_500, 2_500));
        var leader = await LeaderAsync();
        var at = aimsAtLeader ? leader : other;
        var seen = _hosts.ConvertAll(host => host.Output.Count);
        var (victim, epoch) = (_hosts[at], await EpochAsync());
        var began = TimeProvider.System.GetTimestamp();
        await victim.SignalAsync(kills ? "KILL" : "STOP");
        if (at == leader)
        {
            await UntilAsync(() => Task.FromResult(_hosts.Where((host, index) => index != at && Leads(host, seen[index])).Any()), "another takes over");
            var lasted = TimeProvider.System.GetElapsedTime(began);
            // Where the machine is slow, the lead may have passed on before the fault without having been told of.
            if (await EpochAsync() > epoch)
            {
                TakeOvers.Add(lasted);
            }
        }

        if (kills)
        {
            Kills++;
            _ended.Add(victim);
            _hosts[at] = ConsoleHost.Start(_options);
            return;
        }

        Stops++;
        if (TimeProvider.System.GetElapsedTime(began) is var paused && paused.TotalMilliseconds < pause)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(pause) - paused, TimeProvider.System);
        }

        var (lines, during) = (victim.Output.Count, await EpochAsync());
        await victim.SignalAsync("CONT");
        if (at == leader)
        {
            await UntilAsync(
                async () =>
                    victim.Output.Skip(lines).Any(line => line.Contains("\"role\":\"standby\"", StringComparison.Ordinal)) || await EpochAsync() > during,
                "the one that was paused stands by, or leads anew with a higher epoch");
        }
    }

    private async Task<int> LeaderAsync()
    {
        var leader = -1;
        await UntilAsync(
            () =>
            {
                leader = _hosts.FindIndex(host => host.Output is [.., var last] && last.Contains("\"role\":\"leader\"", StringComparison.Ordinal));
                return Task.FromResult(leader >= 0);
            },
            "a host leads");
        return leader;
    }

    private static bool Leads(ProgramRun host, int after) =>
        host.Output.Skip(after).Any(line => line.Contains("\"role\":\"leader\"", StringComparison.Ordinal));

    private async Task<long> EpochAsync() => (long)await _database.HashGetAsync($"cjg:{{{List}}}:meta", "epoch");

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Deadline)
            {
                throw new TimeoutException(
                    $"Seed {_seed}: {what}. Listed {_frontend.Builds.Count}. "
                        + $"{string.Join('\n', _hosts.Select(host => host.Output is [.., var last] ? last : $"no line yet; {host.Errors}"))}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
