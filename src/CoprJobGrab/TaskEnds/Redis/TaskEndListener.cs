using CoprJobGrab.Events;
using CoprJobGrab.Redis;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CoprJobGrab.TaskEnds.Redis;

/// <summary>
/// Hears the task-end channel of 2015 (wire 3.3).
/// Subscribes when the host starts, again and again until Redis is there; after a broken connection the client itself subscribes anew.
/// A message that is published meanwhile is lost, as it was to the original.
/// </summary>
internal sealed class TaskEndListener(RedisConnection connection, TaskEndBuffer buffer, EventHub events, TimeProvider time) : BackgroundService
{
    public const string Channel = "copr:backend:daemons:job_grab:task_end:pubsub::";

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISubscriber? _subscriber;

    /// <summary>Ends when the channel is heard for the first time.</summary>
    public Task WhenSubscribed => _subscribed.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isTold = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SubscribeAsync(stoppingToken).ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (RedisFault.Is(fault))
            {
                if (!isTold)
                {
                    isTold = true;
                    events.Failed(GrabberStep.TaskEndChannel, RedisFault.Explain(fault, "Subscribing to the task-end channel", connection));
                }
            }

            await Task.Delay(RetryPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        _subscriber?.Unsubscribe(RedisChannel.Literal(Channel), Hear, CommandFlags.FireAndForget);
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var subscriber = database.Multiplexer.GetSubscriber();
        await subscriber.SubscribeAsync(RedisChannel.Literal(Channel), Hear).ConfigureAwait(false);
        _subscriber = subscriber;
        _subscribed.TrySetResult();
    }

    private void Hear(RedisChannel channel, RedisValue message) => buffer.Add(TaskEndMessage.Parse(((ReadOnlyMemory<byte>)message).Span));
}
