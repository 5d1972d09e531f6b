using StackExchange.Redis;

namespace CoprJobGrab.Events.Redis;

/// <summary>Sends events to Copr's Redis log (wire 5.2). While Redis is away they wait in a bounded buffer.</summary>
/// <remarks>After a lost answer it is unknown whether an element arrived. It is sent again then: a line may appear twice rather than not at all.</remarks>
internal sealed class RedisLogSink : IInlineSink, IAsyncDisposable, IDisposable
{
    public const string Channel = "copr:backend:log:pubsub::";
    public const string List = "copr:backend:log:fifo::";

    private const int BatchSize = 500;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DisposePatience = TimeSpan.FromSeconds(2);

    private readonly Func<CancellationToken, ValueTask<IDatabase>> _connect;
    private readonly RedisLogOptions _options;
    private readonly TimeProvider _time;
    private readonly RedisLogElement _element;
    private readonly DropReport _report;
    private readonly EventPump _pump;

    /// <summary><paramref name="connect"/> gives the database that the list is in; a channel belongs to all of a server's databases.</summary>
    public RedisLogSink(Func<CancellationToken, ValueTask<IDatabase>> connect, RedisLogOptions options, TimeProvider time)
    {
        _connect = connect;
        _options = options;
        _time = time;
        _element = new RedisLogElement(options, time.GetUtcNow());
        _report = new DropReport(nameof(RedisLogSink), time);
        _pump = new EventPump(options.BufferSize, BatchSize, SendAsync);
    }

    public long Dropped => _pump.Dropped;

    public void TellFailuresTo(Action<Exception> tell) => _pump.TellFailuresTo(tell);

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        if (jobGrabEvent.Level >= _options.MinimumLevel)
        {
            _pump.Add(jobGrabEvent);
        }
    }

    public Task FlushAsync(CancellationToken cancellationToken) => _pump.FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(DisposePatience, _time);
        try
        {
            await _pump.FlushAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Redis is away; the end of the host must not wait for it.
        }

        Dispose();
    }

    public void Dispose() => _pump.Dispose();

    private async ValueTask SendAsync(IReadOnlyList<JobGrabEvent> events, CancellationToken stop)
    {
        var waiting = events.Select(Element).ToList();
        while (waiting.Count > 0)
        {
            try
            {
                var database = await _connect(stop).ConfigureAwait(false);
                await TrySendAsync(database, waiting, stop).ConfigureAwait(false);
                // Whoever reads the log must learn that lines are missing, and where: after these, which were in hand, and before those in the buffer.
                if (_report.Due(_pump.Dropped) is { } dropped)
                {
                    waiting.Add(Element(dropped));
                }
            }
#pragma warning disable CA1031 // Whatever the failure is (no connection, time-out, a wrong key type), the events wait and the sink goes on.
            catch (Exception fault) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                _pump.TellFailure(fault);
                await Task.Delay(RetryPause, _time, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task TrySendAsync(IDatabase database, List<RedisValue> waiting, CancellationToken stop)
    {
        if (_options.Form == RedisLogForm.Publish)
        {
            await PublishAsync(database, waiting, stop).ConfigureAwait(false);
        }
        else
        {
            await PushAsync(database, [.. waiting], stop).ConfigureAwait(false);
            waiting.Clear();
        }
    }

    private static async Task PublishAsync(IDatabase database, List<RedisValue> waiting, CancellationToken stop)
    {
        var sent = waiting.ConvertAll(element => database.PublishAsync(RedisChannel.Literal(Channel), element));
        try
        {
            await Task.WhenAll(sent).WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            for (var index = sent.Count - 1; index >= 0; index--)
            {
                if (sent[index].IsCompletedSuccessfully)
                {
                    waiting.RemoveAt(index);
                }
            }
        }
    }

    private async Task PushAsync(IDatabase database, RedisValue[] elements, CancellationToken stop)
    {
        // One transaction, so that the length is that of the moment before the cut and the dropped are counted exactly.
        var transaction = database.CreateTransaction();
        var push = transaction.ListRightPushAsync(List, elements);
        var trim = transaction.ListTrimAsync(List, -_options.Cap, -1);
        await transaction.ExecuteAsync().WaitAsync(stop).ConfigureAwait(false);
        var length = await push.ConfigureAwait(false);
        await trim.ConfigureAwait(false);
        _pump.CountDropped(Math.Max(0, length - _options.Cap));
    }

    private RedisValue Element(JobGrabEvent jobGrabEvent) => _element.Write(jobGrabEvent);
}
