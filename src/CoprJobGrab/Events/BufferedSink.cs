namespace CoprJobGrab.Events;

/// <summary>Stands before a sink that may block, so that it delays only itself.</summary>
internal sealed class BufferedSink : IInlineSink, IDisposable
{
    /// <summary>As <see cref="IEventSink"/> documents it.</summary>
    public const int Capacity = 10_000;

    private readonly string _name;
    private readonly Func<JobGrabEvent, CancellationToken, ValueTask> _passOn;
    private readonly EventPump _pump;
    private readonly DropReport _report;

    public BufferedSink(IEventSink sink, TimeProvider time)
        : this(sink.Name, (jobGrabEvent, _) => { sink.Emit(jobGrabEvent); return ValueTask.CompletedTask; }, time)
    {
    }

    public BufferedSink(string name, Func<JobGrabEvent, CancellationToken, ValueTask> passOn, TimeProvider time)
    {
        (_name, _passOn) = (name, passOn);
        _report = new DropReport(name, time);
        // One at a time: an event that a blocked sink has not begun with can still be counted as dropped.
        _pump = new EventPump(Capacity, batchSize: 1, PassOnAsync);
    }

    string IEventSink.Name => _name;

    public long Dropped => _pump.Dropped;

    public void TellFailuresTo(Action<Exception> tell) => _pump.TellFailuresTo(tell);

    public void Emit(JobGrabEvent jobGrabEvent) => _pump.Add(jobGrabEvent);

    public Task FlushAsync(CancellationToken cancellationToken) => _pump.FlushAsync(cancellationToken);

    public void Dispose() => _pump.Dispose();

    void IInlineSink.End() => Dispose();

    private async ValueTask PassOnAsync(IReadOnlyList<JobGrabEvent> events, CancellationToken stop)
    {
        try
        {
            // The hub tells the others; the sink itself must know, too, that events are missing before this one.
            if (_report.Due(_pump.Dropped) is { } dropped)
            {
                await _passOn(dropped, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await _passOn(events[0], stop).ConfigureAwait(false);
        }
    }
}
