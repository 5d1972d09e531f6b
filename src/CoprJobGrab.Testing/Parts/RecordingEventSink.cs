using CoprJobGrab.Events;

namespace CoprJobGrab.Testing;

/// <summary>Keeps every event, and lets a test wait for one instead of sleeping. It hears of an event before the emitter goes on.</summary>
public sealed class RecordingEventSink : IInlineSink
{
    private readonly Recording<JobGrabEvent> _events = new();
    private int _ofActions;
    private int _ofBuilds;

    /// <summary>Every event so far.</summary>
    public IReadOnlyList<JobGrabEvent> Events => _events.Items;

    /// <summary>The events of one kind so far, or those among them that match.</summary>
    public IEnumerable<T> Of<T>(Func<T, bool>? matches = null) where T : JobGrabEvent => _events.Items.OfType<T>().Where(matches ?? (_ => true));

    /// <summary>How many events of actions there were; that they are listed is none.</summary>
    internal int OfActions => Volatile.Read(ref _ofActions);

    /// <summary>How many events of builds at workers there were.</summary>
    internal int OfBuilds => Volatile.Read(ref _ofBuilds);

    /// <inheritdoc/>
    public void Emit(JobGrabEvent jobGrabEvent)
    {
        ArgumentNullException.ThrowIfNull(jobGrabEvent);
        _events.Add(jobGrabEvent);
        if (jobGrabEvent is { Category: JobGrabEvent.InActions } and not RecordsListed)
        {
            Interlocked.Increment(ref _ofActions);
        }
        else if (jobGrabEvent is BuildChanged)
        {
            Interlocked.Increment(ref _ofBuilds);
        }
    }

    /// <summary>The first event of this kind, past or to come.</summary>
    /// <exception cref="TimeoutException">None came in time; the message lists every event that there was.</exception>
    public async Task<T> WaitForAsync<T>(Func<T, bool>? matches = null, TimeSpan? deadline = null) where T : JobGrabEvent =>
        (T)await _events.WaitForAsync(
            candidate => candidate is T match && (matches is null || matches(match)), deadline,
            matches is null ? typeof(T).Name : $"{typeof(T).Name} that matches");
}
