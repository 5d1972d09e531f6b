using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.TaskEnds;

/// <summary>The channel and the start signal on a real Redis.</summary>
public sealed class TaskEndRedisSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly RedisServer _redis = RedisServer.Prepare();
    private readonly RecordingEventSink _events = new();
    private readonly TaskEndBuffer _buffer = new();
    private RedisConnection _connection = null!;
    private TaskEndListener _listener = null!;

    public ValueTask InitializeAsync()
    {
        _connection = new RedisConnection(new RedisOptions { Configuration = _redis.Address });
        _listener = new TaskEndListener(_connection, _buffer, new EventHub([_events], TimeProvider.System), TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_channel_is_subscribed_when_the_host_starts_and_not_before()
    {
        await _redis.StartAgainAsync();
        await _connection.DatabaseAsync(TestContext.Current.CancellationToken);
        (await PublishAsync("""{"action": "remove", "task_id": "0"}""")).Should().Be("0");

        await _listener.StartAsync(TestContext.Current.CancellationToken);
        await _listener.WhenSubscribed.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);

        (await PublishAsync("""{"action": "remove", "task_id": "1"}""")).Should().Be("1");
        (await HeardAsync()).Should().Equal(new TaskEndMessage.Remove("1"));
    }

    [Fact]
    public async Task The_channel_is_heard_when_redis_comes_after_the_host_and_again_after_a_restart()
    {
        await _listener.StartAsync(TestContext.Current.CancellationToken);
        await _events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.TaskEndChannel);

        for (var start = 1; start <= 2; start++)
        {
            await _redis.StartAgainAsync();
            await PublishUntilHeardAsync();
            await _redis.KillAsync();
        }

        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.TaskEndChannel).Should().ContainSingle();
    }

    [Fact]
    public async Task The_start_signals_that_were_counted_are_consumed_and_a_later_one_stays()
    {
        await _redis.StartAgainAsync();
        var database = await _redis.DatabaseAsync();
        var signal = new RedisStartSignal(_connection);
        (await signal.CountAsync(TestContext.Current.CancellationToken)).Should().Be(0);
        await database.ListLeftPushAsync("retaskqueue-jg_control_start", ["first", "second"]);

        var count = await signal.CountAsync(TestContext.Current.CancellationToken);
        await database.ListLeftPushAsync("retaskqueue-jg_control_start", "third");
        await signal.ConsumeAsync(count, TestContext.Current.CancellationToken);

        count.Should().Be(2);
        (await database.ListRangeAsync("retaskqueue-jg_control_start")).Select(element => element.ToString()).Should().Equal("third");
        await signal.ConsumeAsync(1, TestContext.Current.CancellationToken);
        (await database.KeyExistsAsync("retaskqueue-jg_control_start")).Should().BeFalse();
    }

    [Fact]
    public async Task A_start_signal_of_another_type_is_a_fault_that_says_what_to_do()
    {
        await _redis.StartAgainAsync();
        await (await _redis.DatabaseAsync()).StringSetAsync("retaskqueue-jg_control_start", "x");
        var count = async () => await new RedisStartSignal(_connection).CountAsync(TestContext.Current.CancellationToken);

        (await count.Should().ThrowAsync<BuildQueueException>()).Which.Message.Should().Contain("retaskqueue-jg_control_start").And.Contain("WRONGTYPE");
    }

    [Fact]
    public async Task A_host_that_adds_the_channel_ends_claims_by_its_messages_and_by_the_start_signal()
    {
        await _redis.StartAgainAsync();
        var queue = new TakenQueue();
        var host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddSingleton<ITaskSource>(new ScriptedTaskSource());
        host.Services.AddSingleton<IBuildQueue>(queue);
        host.Services.AddCoprJobGrab(options =>
        {
            options.AddGroup("0", "*").Redis.Configuration = _redis.Address;
            options.Loop.Interval = TimeSpan.FromMilliseconds(20);
            options.Frontend.Url = new Uri("http://127.0.0.1:1/");
        }).AddTaskEndChannel().AddEventSink(_events);
        using var running = host.Build();
        await running.StartAsync(TestContext.Current.CancellationToken);
        await running.Services.GetRequiredService<TaskEndListener>()
            .WhenSubscribed.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        // A grabber that has only just begun to lead forgets what came before.
        await _events.WaitForAsync<CycleEnded>();

        await PublishAsync("""{"action": "remove", "task_id": "7"}""");
        await _events.WaitForAsync<TaskReleased>(released => released.TaskId == "7");
        await (await _redis.DatabaseAsync()).ListLeftPushAsync("retaskqueue-jg_control_start", "start");
        await _events.WaitForAsync<BackendStarted>(started => started.Forgotten == 1);
        await running.StopAsync(TestContext.Current.CancellationToken);

        queue.Released.Items.Select(release => release.Reason).Should().Equal(ReleaseReason.Finished, ReleaseReason.Forgotten);
        (await (await _redis.DatabaseAsync()).KeyExistsAsync("retaskqueue-jg_control_start")).Should().BeFalse();
    }

    private async Task<string> PublishAsync(string message) =>
        (await _redis.CommandAsync("PUBLISH", "copr:backend:daemons:job_grab:task_end:pubsub::", message)).Trim();

    private async Task<IReadOnlyList<TaskEndMessage>> HeardAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token))
        {
            if (_buffer.TakeAll().Messages is { Count: > 0 } messages)
            {
                return [.. messages.Select(heard => heard.Message)];
            }
        }
    }

    /// <summary>A queue in which a worker has one task at all times.</summary>
    private sealed class TakenQueue : IBuildQueue
    {
        public Recording<ClaimCommand> Released { get; } = new();

        public bool ServesCommands => true;

        public bool IsShared => false;

        public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => ValueTask.FromResult(QueueState.Empty with
        {
            Claims = new Dictionary<string, Claim> { ["7"] = new("7", "0", Guid.Empty, 1, ClaimState.Silent, new LimitKeys()) },
        });

        public ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => ObserveAsync(cancellationToken);

        public ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) => new([]);

        public ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
        {
            foreach (var command in commands)
            {
                Released.Add(command);
            }

            return ValueTask.FromResult(commands.Count);
        }

        public QueuePlace? PlaceOf(Claim claim) => null;
    }

    private async Task PublishUntilHeardAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (await PublishAsync("""{"action": "remove", "task_id": "1"}""") == "0")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }

        (await HeardAsync()).Should().Contain(new TaskEndMessage.Remove("1"));
    }
}
