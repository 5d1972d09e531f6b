using System.Text.Json;
using CoprJobGrab.TestKit;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A real Redis, and a lease in it. It keeps what it has by an append-only file, by pictures that the schedule takes, or not at all.</summary>
internal sealed class RedisGround : Ground
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeaseOfSchedules = TimeSpan.FromSeconds(30);

    private readonly RedisServer _server;
    private readonly ConnectionMultiplexer _connection;
    private readonly RedisConnection _grabbers;
    private readonly Dictionary<ILeadership, (RedisLeadership Leadership, FakeTimeProvider Clock, Witness Witness)> _processes = [];

    private TimeProvider _time = TimeProvider.System;

    private RedisGround(RedisServer server, ConnectionMultiplexer connection, bool? forgets, ScriptFault? fault)
    {
        (_server, _connection, ForgetsAtRestart) = (server, connection, forgets);
        _grabbers = new RedisConnection(fault is null ? connection : ChangedScripts.Of<IConnectionMultiplexer>(connection, fault.In));
    }

    public override bool? ForgetsAtRestart { get; }

    private IDatabase Database => _connection.GetDatabase();

    /// <param name="forgets">See <see cref="ForgetsAtRestart"/>.</param>
    /// <param name="fault">A fault in the library's scripts; null for none.</param>
    public static async Task<RedisGround> StartAsync(bool? forgets, ScriptFault? fault = null)
    {
        string[] arguments = forgets is false ? ["--appendonly", "yes", "--appendfsync", "always"] : [];
        var server = await RedisServer.StartAsync(arguments);
        return new RedisGround(
            server, await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true,abortConnect=false,connectRetry=1"), forgets, fault);
    }

    /// <summary>As new, for a schedule with this clock.</summary>
    public async Task EmptyAsync(TimeProvider time)
    {
        _time = time;
        _processes.Keys.ToList().ForEach(Died);
        await LoseAsync(StepKind.LoseAll, "0");
        await PictureAsync();
    }

    public override IBuildQueue Queue(IReadOnlyList<string> groups) => new ClaimQueue(new RedisStore(_grabbers), groups, _time);

    public override ILeadership Leadership()
    {
        // By the clock of Redis, which no schedule moves, and by one that moves where a lead is lost: a lease runs out when the schedule says so.
        var (clock, witness) = (new FakeTimeProvider(), new Witness(this));
        var leadership = new RedisLeadership(_grabbers, Lease, TimeSpan.FromHours(1), clock, witness);
        _processes[leadership] = (leadership, clock, witness);
        return leadership;
    }

    public override void Died(ILeadership leadership)
    {
        if (_processes.Remove(leadership, out var process))
        {
            process.Leadership.Dispose();
        }
    }

    public override bool LedLast(ILeadership leadership) => ((RedisLeadership)leadership).LedLast;

    public override async Task<bool> RenewLostAsync(TimeSpan span)
    {
        var before = await EpochAsync();
        foreach (var (leadership, clock, _) in _processes.Values.ToList())
        {
            await leadership.RenewAsync(CancellationToken.None);
            if (!leadership.LedLast)
            {
                clock.Advance(span < LeaseOfSchedules ? span * (Lease / LeaseOfSchedules) : Lease);
            }
        }

        return before != await EpochAsync();
    }

    public override IWorkerQueue Workers => new ScheduledWorkers(new WorkerQueue(new RedisStore(_grabbers)), _time);

    // Redis counts by its own clock, and grabbers of a schedule compare with the schedule's.
    public override TimeSpan LeaseOf(TimeSpan span) => _time.GetUtcNow() + span - TimeProvider.System.GetUtcNow();

    protected override async Task EndLeaseAsync()
    {
        if (await Database.KeyExistsAsync(LeaseKey.Name))
        {
            await Database.HashSetAsync(LeaseKey.Name, "until", 1);
        }

        foreach (var (leadership, clock, _) in _processes.Values.Where(process => !process.Leadership.LedLast))
        {
            clock.Advance(Lease);
        }
    }

    private async Task<long> EpochAsync() => (long)await Database.HashGetAsync(LeaseKey.Name, "epoch");

    public override async Task<string?> PopAsync(string group)
    {
        RedisValue element = await Database.ListRightPopAsync(Keys(group).List);
        return element.IsNull ? null : TaskIdOf(element);
    }

    public override Task<bool> HasIncarnationAsync(string group) => Database.HashExistsAsync(Keys(group).Claims, "");

    public override Task<bool> HasClaimAsync(string group, string taskId) => Database.HashExistsAsync(Keys(group).Claims, taskId);

    public override async Task<bool> HasRecordAsync(string group, string taskId) =>
        ((string?)await Database.HashGetAsync(Keys(group).Marks, taskId))?.StartsWith('R') == true;

    public override Task<bool> HasReportAsync(string group, string taskId) => Database.HashExistsAsync(Keys(group).Reports, taskId);

    // Redis compares it with its own clock, which does not move with the schedule's.
    public override TimeSpan ReportLeaseOf(TimeSpan span) => TimeSpan.Zero;

    public override async Task<IReadOnlyList<string>> ListedAsync(string group) => [.. (await Database.ListRangeAsync(Keys(group).List)).Select(TaskIdOf)];

    public override async Task<IReadOnlyList<string>> KeptAsync(string group) =>
    [
        .. (await Database.HashKeysAsync(Keys(group).Claims)).Concat(await Database.HashKeysAsync(Keys(group).Marks))
            .Concat(await Database.HashKeysAsync(Keys(group).Reports)).Select(id => (string)id!)
            .Where(id => id.Length > 0),
    ];

    public override async Task LoseAsync(StepKind what, string group)
    {
        var keys = Keys(group);
        await (what switch
        {
            StepKind.LoseClaims => Database.KeyDeleteAsync(keys.Claims),
            StepKind.LoseMarks => Database.KeyDeleteAsync(keys.Marks),
            StepKind.LoseMeta => Database.KeyDeleteAsync(keys.Meta),
            StepKind.LoseList => Database.KeyDeleteAsync(keys.List),
            StepKind.LoseRegistry => Database.KeyDeleteAsync(QueueKeys.Registry),
            _ => (Task)Database.ExecuteAsync("FLUSHALL"),
        });
    }

    public override Task PictureAsync() => ForgetsAtRestart is null ? Database.ExecuteAsync("SAVE") : Task.CompletedTask;

    public override async Task RestartAsync()
    {
        await _server.KillAsync();
        await _server.StartAgainAsync();
        for (var isBack = false; !isBack;)
        {
            try
            {
                await _connection.ConfigureAsync();
                await Database.PingAsync();
                isBack = true;
            }
            catch (RedisException)
            {
                await Task.Yield();
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _processes.Keys.ToList().ForEach(Died);
        await _grabbers.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    // The processes of a schedule share one connection, so that Redis cannot count them.
    private sealed class Witness(RedisGround ground) : IWitnesses
    {
        private bool _isOne;

        public ValueTask JoinAsync(CancellationToken cancellationToken)
        {
            _isOne = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask<bool> AreThereAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(ground._processes.Values.Any(process => process.Witness._isOne));
    }

    private static QueueKeys Keys(string group) => new(group);

    private static string TaskIdOf(RedisValue element)
    {
        using var envelope = JsonDocument.Parse((string)element!);
        using var data = JsonDocument.Parse(envelope.RootElement.GetProperty("_data").GetString()!);
        return data.RootElement.GetProperty("task_id").GetString()!;
    }
}
