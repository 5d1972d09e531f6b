using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Host.Scenes;
using FluentAssertions;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Host.Versions;

/// <summary>Starts a console host of one version.</summary>
internal delegate Task<ProgramRun> StartHost(params IEnumerable<string> arguments);

/// <summary>Hosts of two versions on one Redis, one leading and one standing by, with a frontend, workers, and a program for the actions.</summary>
internal sealed class UpgradeScene : IAsyncDisposable
{
    private const string Queue = "retaskqueue-copr-be-0";
    private const string Claims = $"cjg:{{{Queue}}}:claims";
    private const string Outcomes = "cjg:outcomes";
    private const int Seed = 1;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cjg-upgrade-");
    private readonly CancellationTokenSource _stop = new();
    private readonly Journal _journal = new();
    private readonly List<ProgramRun> _hosts = [];
    private readonly HashSet<string> _toBePopped = [];
    private readonly RedisServer _redis;
    private readonly RedisConnection _connection;
    private readonly IDatabase _database;
    private readonly SceneFrontend _frontend;
    private readonly SceneWorkers _workers;
    private readonly string _program;
    private readonly string _runs;
    private Task _work = Task.CompletedTask;
    private int _tasks;
    private int _actions;

    private UpgradeScene(RedisServer redis, IDatabase database)
    {
        (_redis, _database, _connection) = (redis, database, new RedisConnection(new RedisOptions { Configuration = redis.Address }));
        _frontend = new SceneFrontend(1, _journal, new Random(Seed), null);
        _workers = new SceneWorkers(database, _frontend, _journal, Queue);
        (_program, _runs) = (Path.Combine(_folder.FullName, "act.sh"), Path.Combine(_folder.FullName, "runs"));
        File.WriteAllText(_runs, "");
        File.WriteAllText(_program, $"#!/bin/sh\ngrep -o '\"id\": *[0-9]*' | head -n 1 >> {_runs}\n");
        File.SetUnixFileMode(_program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>The queues as a worker with leases, of this version, has them.</summary>
    public IWorkerQueue Workers => new WorkerQueue(new RedisStore(_connection));

    public string RedisAddress => _redis.Address;

    private FakeFrontend Frontend => _frontend.Server(0);

    private string[] Runs => [.. File.ReadAllLines(_runs).Select(line => line.Split(':')[^1].Trim())];

    public static async Task<UpgradeScene> StartAsync()
    {
        var redis = await RedisServer.StartAsync();
        return new UpgradeScene(redis, await redis.DatabaseAsync());
    }

    /// <summary>Starts a host, and waits until it leads, or stands by.</summary>
    public async Task<ProgramRun> StartAsync(StartHost start, string role)
    {
        var host = await start(
            "run", "--frontend", $"{_frontend.UrlFor(0)}", "--protocol", "pending", "--group", "0=x86_64", "--redis", _redis.Address, "--interval", "0.2",
            "--lease", "1", "--json",
            "--action-command", _program);
        _hosts.Add(host);
        await IsAsync(host, role);
        return host;
    }

    /// <summary>Waits until the host says in a cycle of its own, from now on, that it leads or stands by.</summary>
    public static async Task IsAsync(ProgramRun host, string role)
    {
        var seen = host.Output.Count;
        await UntilAsync(
            () => Task.FromResult(host.Output.Skip(seen).Any(line => line.Contains($"\"ok\":true,\"role\":\"{role}\"", StringComparison.Ordinal))),
            () => $"a host is {role}. It said {string.Join('\n', host.Output.TakeLast(2))}\n{host.Errors}");
    }

    /// <summary>Starts a grabber of this version in this process, which says in each element the span that pushed it.</summary>
    public Task<TracedGrabber> StartTracedAsync() => TracedGrabber.StartAsync(_frontend.UrlFor(0), _redis.Address);

    /// <summary>Tasks are listed, and wait; with a listener to the grabber that leads, each of their elements says its span, and else none.</summary>
    public async Task<IReadOnlyList<string>> ListAndSeeAsync(int count, bool isTraced)
    {
        var before = await _database.ListLengthAsync(Queue);
        var ids = List(count);
        await UntilWaitAsync((int)before + count);
        var newest = await _database.ListRangeAsync(Queue, 0, count - 1);
        newest.Select(element => RetaskEnvelope.Read((byte[])element!).TraceParent is not null).Should().AllBeEquivalentTo(isTraced);
        return ids;
    }

    /// <summary>The claims are deleted, and the leader adopts every element that waits: none is lost, pushed again or changed.</summary>
    public async Task LoseClaimsAsync()
    {
        var elements = await _database.ListRangeAsync(Queue);
        (await _database.KeyDeleteAsync(Claims)).Should().BeTrue();
        await UntilAsync(
            async () => (await _database.HashKeysAsync(Claims)).Count(key => _toBePopped.Contains(key!)) == elements.Length,
            () => $"{elements.Length} elements have claims again");
        await IsAsync(_hosts[^1], "leader");
        (await _database.ListRangeAsync(Queue)).Should().Equal(elements);
    }

    /// <summary>The leader removes the element of a task that is listed no longer.</summary>
    public async Task WithdrawAsync(string gone)
    {
        var before = await _database.ListLengthAsync(Queue);
        _toBePopped.Remove(gone);
        _frontend.End(gone);
        await UntilWaitAsync((int)before - 1);
    }

    /// <summary>Workers take three tasks and are lost, and an operator says so with a command of the other version.</summary>
    public async Task ForgetAsync(StartHost operators)
    {
        List(3);
        await UntilWaitAsync(3);
        await _database.ListRightPopAsync(Queue, 3);
        await IsAsync(_hosts[0], "leader");
        await using var run = await operators("forget", "0", "--group", "0=x86_64", "--redis", _redis.Address);
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        await UntilWaitAsync(3);
    }

    /// <summary>A worker with a lease takes a task.</summary>
    public async Task<TakenBuild> TakeAsync()
    {
        List(1);
        TakenBuild? build = null;
        await UntilAsync(
            async () => (build = await Workers.TakeAsync("0", Lease, CancellationToken.None)) is not null,
            () => "a task waits for the worker with a lease");
        _toBePopped.Remove(build!.TaskId);
        return build;
    }

    /// <summary>The worker has its task still, and ends it.</summary>
    public async Task FinishAsync(TakenBuild build)
    {
        var renewed = await Workers.RenewAsync(build, Lease, CancellationToken.None);
        renewed.Should().NotBeNull();
        _frontend.End(build.TaskId);
        (await Workers.FinishAsync(renewed!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();
    }

    public void StartWorkers() => _work = _workers.RunAsync(Seed, _stop.Token);

    /// <summary>Lists tasks for the workers, and gives their ids.</summary>
    public IReadOnlyList<string> List(int count)
    {
        var ids = Enumerable.Range(_tasks, count).Select(index => $"{index}-fedora-42-x86_64").ToList();
        _tasks += count;
        _toBePopped.UnionWith(ids);
        _frontend.Add(ids);
        return ids;
    }

    /// <summary>Lists tasks for workers with leases, and gives their ids.</summary>
    public IReadOnlyList<string> ListLeased(int count)
    {
        var ids = List(count);
        _toBePopped.ExceptWith(ids);
        return ids;
    }

    public void End(string taskId) => _frontend.End(taskId);

    /// <summary>What is stored of the claims, by its task.</summary>
    public Task<Dictionary<string, string>> MarksAsync() => HashAsync("marks");

    public Task<Dictionary<string, string>> ReportsAsync() => HashAsync("reports");

    /// <summary>Waits until the host has done this many more cycles, as one that leads.</summary>
    public static Task CyclesAsync(ProgramRun host, int count)
    {
        var seen = host.Output.Count;
        return UntilAsync(
            () => Task.FromResult(host.Output.Skip(seen).Count(line => line.Contains("\"ok\":true,\"role\":\"leader\"", StringComparison.Ordinal)) >= count),
            () => $"{count} cycles of a leader. It said {string.Join('\n', host.Output.TakeLast(2))}\n{host.Errors}");
    }

    /// <summary>An action, from its list to its report.</summary>
    public async Task ActAsync()
    {
        var id = AddAction();
        await UntilAsync(() => Task.FromResult(Frontend.Reports.Any(report => report.ActionId == id)), () => $"action {id} is reported");
    }

    /// <summary>A user cancels a task that waits; the frontend takes the answer only of the next leader.</summary>
    public async Task CancelAsync(Func<Task> changeLeader)
    {
        using (await _workers.StopAsync())
        {
            var id = List(1).Single();
            _toBePopped.Remove(id);
            await UntilAsync(async () => (await _database.HashGetAsync(Claims, id)).HasValue, () => $"{id} is queued");
            var answer = $"build-tasks/canceled/{id}/";
            Frontend.On(answer, FakeAnswer.ServerError());
            Frontend.CancelRequests.Add(id);
            await Frontend.WaitForRequestAsync(answer);
            await changeLeader();
            Frontend.On(answer, null);
            await Frontend.CancelAnswers.WaitForAsync(new CancelAnswer(id, false));
            _frontend.End(id);
        }
    }

    /// <summary>An action is run, but the frontend takes its result only of the next leader.</summary>
    public async Task KeepOutcomeAsync(Func<Task> changeLeader)
    {
        Frontend.On("update/", FakeAnswer.ServerError());
        var id = AddAction();
        await UntilAsync(async () => await _database.HashExistsAsync(Outcomes, id), () => $"the outcome of action {id} is stored");
        await changeLeader();
        Frontend.On("update/", null);
        await UntilAsync(() => Task.FromResult(Frontend.Reports.Any(report => report.ActionId == id)), () => $"action {id} is reported by the next leader");
    }

    /// <summary>Each task went to one worker, each action ran and was reported once, and nothing is left.</summary>
    public async Task CheckAsync()
    {
        await UntilAsync(() => Task.FromResult(_frontend.Listed == 0), () => $"every task has ended; {_frontend.Listed} have not");
        await UntilAsync(async () => await _database.HashLengthAsync(Claims) <= 1, () => "the claims have ended too");
        await UntilAsync(async () => (await MarksAsync()).Count == 0, () => "no mark is left");
        (await ReportsAsync()).Should().BeEmpty();
        await UntilAsync(async () => await _database.HashLengthAsync(Outcomes) == 0, () => "no outcome is left");
        await _stop.CancelAsync();
        await _work;
        var verdict = SceneJudge.Judge(_journal);
        verdict.Doubled.Should().BeEmpty();
        verdict.HandedOut.Should().BeEquivalentTo(_toBePopped);
        var actions = Enumerable.Range(1, _actions).ToList();
        Runs.Should().BeEquivalentTo(actions.Select(id => $"{id}"));
        Frontend.Reports.Should().BeEquivalentTo(actions.Select(id => new ActionReport(id, true, null)));
        (await _database.ListLengthAsync(Queue)).Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _connection.DisposeAsync();
        await _frontend.DisposeAsync();
        _workers.Dispose();
        await _redis.DisposeAsync();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<Dictionary<string, string>> HashAsync(string name) =>
        (await _database.HashGetAllAsync($"cjg:{{{Queue}}}:{name}")).ToDictionary(field => $"{field.Name}", field => $"{field.Value}");

    private int AddAction()
    {
        var id = ++_actions;
        Frontend.Actions.Add(
            $$"""{"id": {{id}}, "action_type": 3, "object_type": "repository", "old_value": "jdoe/p{{id}}", "data": null, "priority": 0, "result": 0}""");
        return id;
    }

    private Task UntilWaitAsync(int count) => UntilAsync(async () => await _database.ListLengthAsync(Queue) == count, () => $"{count} tasks wait");

    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Deadline)
            {
                throw new TimeoutException($"Not within {Deadline}: {what()}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
