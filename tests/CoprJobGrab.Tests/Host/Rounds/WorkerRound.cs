using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// One round of workers: three console hosts, six build workers whose command is a script, and four Python workers, on one Redis and one frontend.
/// Each fault kills or stops one of them, or Redis: that is killed only where it has an append-only file, which is with every second seed.
/// </summary>
internal sealed class WorkerRound : IAsyncDisposable
{
    private const int Grabbers = 3, Workers = 6, Pythons = 4;
    private const int LeastFaults = 25, TasksPerFault = 80;

    // More wait in the frontend's list only when the machine is slow.
    private const int MostListed = 500;
    private const string List = "retaskqueue-copr-be-0";

    // A teller that dies leaves its report to another worker, which looks once a minute.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly int _seed;
    private readonly Random _random;
    private readonly string[] _tasks;
    private readonly FakeFrontend _frontend = new();
    private readonly RedisServer _redis;
    private readonly IDatabase _database;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cjg-workers-");
    private readonly List<Part> _parts = [];
    private readonly List<(string Name, ProgramRun Run)> _ended = [];
    private List<string> _open = [];

    private WorkerRound(int seed, int tasks, RedisServer redis, IDatabase database)
    {
        (_seed, _random, _redis, _database) = (seed, new Random(seed), redis, database);
        _tasks = [.. Enumerable.Range(1, tasks).Select(build => string.Create(CultureInfo.InvariantCulture, $"{build}-fedora-42-x86_64"))];
    }

    /// <summary>A process that the faults hit, and how many milliseconds it may be stopped for. Each that is started has a name of its own.</summary>
    private sealed class Part(string name, int longestPause, Func<IReadOnlyDictionary<string, string>, ProgramRun> start)
    {
        private int _starts;

        public string Name => $"{name}.{_starts}";

        public ProgramRun Run { get; private set; } = null!;

        public int LongestPause => longestPause;

        public Task Resumed { get; set; } = Task.CompletedTask;

        // The frontend takes any password here, so that it says who tells.
        public Part Start()
        {
            _starts++;
            Run = start(new Dictionary<string, string> { [WorkerRoundPrograms.Variable] = Name, ["COPR_FRONTEND_PASSWORD"] = Name });
            return this;
        }
    }

    public int Kills { get; private set; }

    public int Pauses { get; private set; }

    public int RedisFaults { get; private set; }

    private string Journal => Path.Combine(_folder.FullName, "journal");

    private bool KeepsFile => KeepsFileWith(_seed);

    public static bool KeepsFileWith(int seed) => seed % 2 == 0;

    public static async Task<WorkerRound> StartAsync(int seed, int tasks)
    {
        // A killed server loses no answered command only where each is written out before its answer.
        var redis = await RedisServer.StartAsync(KeepsFileWith(seed) ? ["--appendonly", "yes", "--appendfsync", "always"] : []);
        var round = new WorkerRound(seed, tasks, redis, await redis.DatabaseAsync());
        await round.StartPartsAsync();
        return round;
    }

    public async Task<WorkerJudge> RunAsync()
    {
        var faults = Math.Max(LeastFaults, _tasks.Length / TasksPerFault);
        foreach (var batch in _tasks.Chunk((_tasks.Length + faults - 1) / faults))
        {
            _frontend.Builds.Add(batch.Select(Record));
            _open.AddRange(batch);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 1_200)), TimeProvider.System);
            await FaultAsync();
            await UntilAsync(() => Task.FromResult(Open() <= MostListed), "builds end");
        }

        await Task.WhenAll(_parts.Select(part => part.Resumed));
        await UntilAsync(() => Task.FromResult(Open() == 0), "every build has ended");
        await UntilAsync(
            async () => await _database.HashLengthAsync(Key("claims")) <= 1 && await _database.HashLengthAsync(Key("marks")) == 0
                && await _database.HashLengthAsync(Key("reports")) == 0 && await _database.ListLengthAsync(List) == 0,
            "nothing is left in Redis");
        return new WorkerJudge(_tasks, await File.ReadAllLinesAsync(Journal), [.. _frontend.Requests.SelectMany(Words)]);
    }

    /// <summary>What the processes wrote about a task.</summary>
    public IEnumerable<string> SaidOf(string task) => Runs().SelectMany(
        one => one.Run.Output.Where(line => line.Contains($"\"{task}\"", StringComparison.Ordinal)).Select(line => $"{one.Name} wrote {line}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, run) in Runs())
        {
            await run.DisposeAsync();
        }

        await _frontend.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IEnumerable<(string Name, ProgramRun Run)> Runs() => _parts.Select(part => (part.Name, part.Run)).Concat(_ended);

    private static RedisKey Key(string name) => $"cjg:{{{List}}}:{name}";

    private async Task StartPartsAsync()
    {
        var (command, python) = (Path.Combine(_folder.FullName, "command.sh"), Path.Combine(_folder.FullName, "worker.py"));
        await File.WriteAllTextAsync(command, WorkerRoundPrograms.Command(_folder.FullName, _seed));
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(python, WorkerRoundPrograms.Python);
        await File.WriteAllTextAsync(Journal, "");
        Add("grabber", Grabbers, 5_000, name => ConsoleHost.Start(
            name, "run", "--frontend", $"{_frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--redis", _redis.Address, "--interval", "0.2",
            "--lease", "1", "--json", "--start-patience", "15", "--attempts", "100"));
        Add("worker", Workers, 7_000, name => BuildFarm.Start(
            name, "--redis", _redis.Address, "--group", "0", "--frontend", $"{_frontend.Url}", "--concurrency", "4", "--lease", "4",
            "--command", command, "--log-dir", Path.Combine(_folder.FullName, "logs"), "--json"));
        // Whoever gives no sign and stands still for as long as the grabbers have patience has its task doubled.
        Add(WorkerJudge.Silent, Pythons, 2_000, name => ProgramRun.Start(
            "python3", [python, $"{_redis.Port}", List, $"{_frontend.Url}", _folder.FullName], name));
    }

    private void Add(string name, int count, int longestPause, Func<IReadOnlyDictionary<string, string>, ProgramRun> start) =>
        _parts.AddRange(Enumerable.Range(1, count).Select(number => new Part($"{name}{number}", longestPause, start).Start()));

    private async Task FaultAsync()
    {
        var (at, kills, length) = (_random.Next(_parts.Count + 1), _random.Next(2) == 0, _random.NextDouble());
        if (at == _parts.Count)
        {
            await RedisFaultAsync(kills && KeepsFile, TimeSpan.FromMilliseconds(300 + (6_000 * length)));
            return;
        }

        var part = _parts[at];
        await part.Resumed;
        if (kills)
        {
            Kills++;
            await ShellAsync($"{Note("dead", part.Name)}; kill -KILL {part.Run.Id}");
            _ended.Add((part.Name, part.Run));
            part.Start();
        }
        else
        {
            Pauses++;
            await ShellAsync($"{Note("down", part.Name)}; kill -STOP {part.Run.Id}");
            part.Resumed = ResumeAsync(part, TimeSpan.FromMilliseconds(300 + (part.LongestPause * length)));
        }
    }

    private async Task ResumeAsync(Part part, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System);
        await ShellAsync($"kill -CONT {part.Run.Id}; {Note("up", part.Name)}");
    }

    private async Task RedisFaultAsync(bool kills, TimeSpan length)
    {
        RedisFaults++;
        await ShellAsync(Note(kills ? "dead" : "down", WorkerJudge.Redis));
        await (kills ? _redis.KillAsync() : _redis.SignalAsync("STOP"));
        await Task.Delay(length, TimeProvider.System);
        await (kills ? _redis.StartAgainAsync() : _redis.SignalAsync("CONT"));
        await ShellAsync(Note("up", WorkerJudge.Redis));
    }

    // A shell appends in one step, as the commands do; a stream of this process would write over what they append meanwhile.
    private string Note(string word, string process) => $"echo \"{word} {process} $(date +%s%3N)\" >> {Journal}";

    private static async Task ShellAsync(string script)
    {
        using var shell = Process.Start("sh", ["-c", script]);
        await shell.WaitForExitAsync();
    }

    /// <summary>How many of the listed builds have not ended. Those that have leave the list.</summary>
    private int Open()
    {
        var open = _open.ToLookup(task => _frontend.StatusOf(task) is not (0 or 1));
        foreach (var ended in open[false])
        {
            _frontend.Builds.Remove(Record(ended));
        }

        return (_open = [.. open[true]]).Count;
    }

    private static string Record(string task) =>
        $$"""{"task_id": "{{task}}", "build_id": {{task.Split('-')[0]}}, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""";

    private static IEnumerable<WorkerJudge.Word> Words(FakeRequest request)
    {
        if (request.Path is not ("/backend/update/" or "/backend/starting_build/"))
        {
            return [];
        }

        using var message = JsonDocument.Parse(request.Body);
        JsonElement[] builds = message.RootElement.TryGetProperty("builds", out var many) ? [.. many.EnumerateArray()] : [message.RootElement];
        var (process, time) = (request.Credentials!["user:".Length..], request.ReceivedAt.ToUnixTimeMilliseconds());
        return [.. builds.Select(build => new WorkerJudge.Word(
            build.GetProperty("task_id").GetString()!, build.GetProperty("status").GetInt32(), process, time))];
    }

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(Look, TimeProvider.System))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Deadline)
            {
                throw new TimeoutException(
                    $"Seed {_seed}: {what}. Open: {string.Join(' ', _open)}. {await LeftAsync()}\n"
                        + string.Join('\n', _parts.Select(part => part.Run.Output is [.., var last] ? last : $"no line yet; {part.Run.Errors}")));
            }
        }
    }

    private async Task<string> LeftAsync() => string.Join(
        '\n', (await _database.HashGetAllAsync(Key("claims"))).Concat(await _database.HashGetAllAsync(Key("marks"))).Select(entry => $"{entry}"));
}
