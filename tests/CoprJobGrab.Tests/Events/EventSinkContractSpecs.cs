using System.Collections.Concurrent;
using CoprJobGrab.Testing.Xunit;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Events;

public sealed class HostSinkContractSpecs : EventSinkContract
{
    protected override Task<EventSinkRig> CreateAsync() => Task.FromResult<EventSinkRig>(new Rig());

    private sealed class Rig : EventSinkRig
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private readonly BlockingCollection<string> _received = [];

        public override IEventSink Sink => EventSink.Create(Take);

        public override Task BlockAsync()
        {
            _open.Reset();
            return Task.CompletedTask;
        }

        public override Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<string>>(
            () => [.. _received.GetConsumingEnumerable(cancellationToken).Take(count)],
            cancellationToken);

        public override ValueTask DisposeAsync()
        {
            _open.Set();
            return ValueTask.CompletedTask;
        }

        private void Take(JobGrabEvent jobGrabEvent)
        {
            _open.Wait();
            _received.Add(OriginalEventText.Of(jobGrabEvent));
        }
    }
}

/// <summary>A sink that writes the events of one kind only.</summary>
public sealed class SinkOfCancelsContractSpecs : EventSinkContract
{
    protected override Task<EventSinkRig> CreateAsync() => Task.FromResult<EventSinkRig>(new Rig());

    protected override bool Writes(JobGrabEvent jobGrabEvent) => jobGrabEvent is TaskCancelled;

    protected override JobGrabEvent Numbered(int number) => new TaskCancelled(NumberText(number), WasRunning: false);

    private sealed class Rig : EventSinkRig
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private readonly ConcurrentQueue<string> _received = new();

        public override IEventSink Sink => EventSink.Create(jobGrabEvent =>
        {
            _open.Wait();
            if (jobGrabEvent is TaskCancelled cancelled)
            {
                _received.Enqueue($"cancelled: {cancelled.TaskId}");
            }
        });

        public override Task BlockAsync()
        {
            _open.Reset();
            return Task.CompletedTask;
        }

        public override Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([.. _received]);

        public override ValueTask DisposeAsync()
        {
            _open.Set();
            return ValueTask.CompletedTask;
        }
    }
}

public sealed class LoggerEventSinkContractSpecs : EventSinkContract
{
    protected override Task<EventSinkRig> CreateAsync() => Task.FromResult<EventSinkRig>(new Rig());

    private sealed class Rig : EventSinkRig
    {
        private readonly CapturingLogger _logger = new();

        public Rig() => Sink = new LoggerEventSink(_logger);

        public override IEventSink Sink { get; }

        public override Task BlockAsync()
        {
            _logger.Block();
            return Task.CompletedTask;
        }

        public override Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([.. _logger.Entries.Select(entry => entry.Text)]);

        public override ValueTask DisposeAsync()
        {
            _logger.Unblock();
            return ValueTask.CompletedTask;
        }
    }
}

public sealed class EventChannelContractSpecs : EventSinkContract
{
    protected override Task<EventSinkRig> CreateAsync() => Task.FromResult<EventSinkRig>(new Rig());

    private sealed class Rig : EventSinkRig
    {
        private readonly EventChannel _channel = new();

        public override IEventSink Sink => _channel;

        // Nobody reads as it is.
        public override Task BlockAsync() => Task.CompletedTask;

        public override async Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellationToken)
        {
            var lines = new List<string>();
            while (lines.Count < count)
            {
                lines.Add((await _channel.Reader.ReadAsync(cancellationToken)).What);
            }

            return lines;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

public sealed class RedisFifoContractSpecs : EventSinkContract
{
    protected override async Task<EventSinkRig> CreateAsync() => await RedisRig.StartAsync(RedisLogForm.Fifo);
}

public sealed class RedisPublishContractSpecs : EventSinkContract
{
    protected override async Task<EventSinkRig> CreateAsync() => await RedisRig.StartAsync(RedisLogForm.Publish);
}

internal sealed class RedisRig : EventSinkRig
{
    private readonly LogRedis _redis;
    private readonly RedisLogSink _sink;
    private readonly ChannelMessageQueue _subscribed;
    private readonly RedisLogForm _form;

    private RedisRig(LogRedis redis, RedisLogForm form, ChannelMessageQueue subscribed)
    {
        _redis = redis;
        _form = form;
        _subscribed = subscribed;
        _sink = new RedisLogSink(redis.DatabaseAsync, new RedisLogOptions { Form = form, MinimumLevel = LogLevel.Trace }, TimeProvider.System);
    }

    public override IEventSink Sink => _sink;

    public static async Task<EventSinkRig> StartAsync(RedisLogForm form)
    {
        var redis = await LogRedis.StartAsync();
        return new RedisRig(redis, form, await redis.Connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(RedisLogSink.Channel)));
    }

    public override Task BlockAsync() => _redis.KillAsync();

    public override async Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellationToken)
    {
        if (_form == RedisLogForm.Fifo)
        {
            return [.. (await _redis.Connection.GetDatabase().ListRangeAsync(RedisLogSink.List)).Select(element => (string)element!)];
        }

        var lines = new List<string>();
        while (lines.Count < count)
        {
            lines.Add((await _subscribed.ReadAsync(cancellationToken)).Message!);
        }

        return lines;
    }

    public override ValueTask DisposeAsync()
    {
        _sink.Dispose();
        return _redis.DisposeAsync();
    }
}
