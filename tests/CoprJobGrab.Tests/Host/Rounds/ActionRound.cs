using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// One round of actions: three console hosts on one Redis, and a program for each action that writes when it begins and ends.
/// The host that leads is killed again and again while programs of its actions run; they go on, as orphans.
/// </summary>
internal sealed class ActionRound : IAsyncDisposable
{
    private const int Hosts = 3;
    private const int Projects = 12;
    private const string LeaderKey = "cjg:leader";
    private const string NotePrefix = "action:";

    // Where the process id stands in the leader's name.
    private const int ProcessPart = 3;

    // An action that waits for nothing begins much sooner than one that waits for a killed leader's.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly int _seed;
    private readonly int _count;
    private readonly Random _random;
    private readonly FakeFrontend _frontend = new();
    private readonly RedisServer _redis;
    private readonly IDatabase _database;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cjg-actions-");
    private readonly List<ProgramRun> _hosts = [];
    private readonly List<LeaderKill> _kills = [];
    private readonly ConcurrentDictionary<long, (string Project, long At)> _listed = new();
    private readonly ConcurrentDictionary<long, long> _reported = new();
    private readonly string[] _options;

    private ActionRound(int seed, int count, RedisServer redis, IDatabase database)
    {
        (_seed, _count, _random, _redis, _database) = (seed, count, new Random(seed), redis, database);
        _options =
        [
            "run", "--frontend", $"{_frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.2", "--lease",
            "1", "--json",
            "--action-command", Script, "--action-time-limit", Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
    }

    public int Kills => _kills.Count;

    /// <summary>How many runs the killed leaders had begun and not ended.</summary>
    public int LeftRunning => _kills.Sum(kill => kill.Noted.Count);

    /// <summary>How many actions were run more than once.</summary>
    public int RunAgain => Runs().CountBy(run => run.Id).Count(runs => runs.Value > 1);

    /// <summary>How many results the frontend was told more than once, which it takes without harm.</summary>
    public int ToldAgain => _frontend.RequestsOf("update/").Count - _count;

    private string Script => Path.Combine(_folder.FullName, "act.sh");

    private string Journal => Path.Combine(_folder.FullName, "journal");

    public static async Task<ActionRound> StartAsync(int seed, int count)
    {
        var redis = await RedisServer.StartAsync();
        var round = new ActionRound(seed, count, redis, await redis.DatabaseAsync());
        await round.WriteScriptAsync();
        for (var host = 0; host < Hosts; host++)
        {
            round._hosts.Add(ConsoleHost.Start(round._options));
        }

        return round;
    }

    /// <summary>Kills so many leaders, and says what was wrong.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(int kills)
    {
        using var stop = new CancellationTokenSource();
        await UntilAsync(async () => await HolderAsync() is not null, "a host leads");
        var (watch, feed) = (WatchReportsAsync(stop.Token), FeedAsync());
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300, 2_000)), TimeProvider.System);
            await KillLeaderAsync();
        }

        await feed;
        await UntilAsync(() => Task.FromResult(_reported.Count == _count), "every action has its result");
        await stop.CancelAsync();
        await watch;
        var actions = _listed.Select(
            action => new RoundAction(action.Key, action.Value.Project, action.Value.At, _reported.TryGetValue(action.Key, out var at) ? at : null));
        return new ActionJudge(new ActionHistory([.. actions], Runs(), _kills), (long)Patience.TotalMilliseconds).Violations();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _frontend.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task WriteScriptAsync()
    {
        // Who was killed before it had given the action leaves a program that knows of none.
        await File.WriteAllTextAsync(Script, $$"""
            #!/bin/sh
            read -r line || exit 1
            id=${line#*'"id": '}
            id=${id%%,*}
            echo "begin $id $(date +%s%3N)" >> {{Journal}}
            sleep 0.$((id % 10))
            echo "end $id $(date +%s%3N)" >> {{Journal}}

            """);
        File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Journal, "");
    }

    private async Task FeedAsync()
    {
        var random = new Random(_seed + 1_000_000);
        for (var id = 1; id <= _count; id++)
        {
            var project = $"owner/p{random.Next(Projects)}";
            _listed[id] = (project, Now());
            _frontend.Actions.Add(
                $$"""{"id": {{id}}, "action_type": 3, "object_type": "repository", "old_value": "{{project}}", "data": null, "priority": 0, "result": 0}""");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200)), TimeProvider.System);
        }
    }

    private async Task WatchReportsAsync(CancellationToken stop)
    {
        for (var seen = 0; !stop.IsCancellationRequested; await Task.Delay(Look, TimeProvider.System, CancellationToken.None))
        {
            var reports = _frontend.Reports;
            for (; seen < reports.Count; seen++)
            {
                _reported[reports[seen].ActionId] = Now();
            }
        }
    }

    private async Task KillLeaderAsync()
    {
        var holder = "";
        await UntilAsync(
            async () => (holder = await HolderAsync() ?? "") != "" && (_listed.Count == _count || (await NotedByAsync(holder)).Count > 0),
            "a host leads and has begun an action, while actions come");
        var victim = _hosts.Single(
            host => holder.Split('/') is { Length: > ProcessPart } parts && parts[ProcessPart] == host.Id.ToString(CultureInfo.InvariantCulture));
        await victim.KillAsync();
        _kills.Add(new LeaderKill(Now(), await NotedByAsync(holder)));
        _hosts.Remove(victim);
        await victim.DisposeAsync();
        await UntilAsync(async () => await HolderAsync() is { } next && next != holder, "another takes over");
        _hosts.Add(ConsoleHost.Start(_options));
    }

    private async Task<string?> HolderAsync() => await _database.HashGetAsync(LeaderKey, "holder");

    private async Task<IReadOnlyDictionary<long, long>> NotedByAsync(string holder)
    {
        var noted = new Dictionary<long, long>();
        foreach (var field in await _database.HashGetAllAsync(LeaderKey))
        {
            if ($"{field.Name}" is var name && name.StartsWith(NotePrefix, StringComparison.Ordinal))
            {
                using var note = JsonDocument.Parse($"{field.Value}");
                if (note.RootElement.GetProperty("holder").GetString() == holder)
                {
                    noted[long.Parse(name[NotePrefix.Length..], CultureInfo.InvariantCulture)] = note.RootElement.GetProperty("until").GetInt64();
                }
            }
        }

        return noted;
    }

    private List<ActionRun> Runs()
    {
        var runs = new List<ActionRun>();
        foreach (var words in File.ReadAllLines(Journal).Select(line => line.Split(' ')))
        {
            var (id, at) = (long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
            if (words[0] == "begin")
            {
                runs.Add(new ActionRun(id, at, null));
            }
            else
            {
                // The end of the oldest run that has none.
                var index = runs.FindIndex(run => run.Id == id && run.End is null);
                runs[index] = runs[index] with { End = at };
            }
        }

        return runs;
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Deadline)
            {
                var waiting = _listed.Keys.Where(id => !_reported.ContainsKey(id)).Order();
                throw new TimeoutException(
                    $"Seed {_seed}: {what}. Without a result: {string.Join(", ", waiting)}. "
                        + $"{string.Join('\n', _hosts.Select(host => host.Output is [.., var last] ? last : $"no line yet; {host.Errors}"))}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
