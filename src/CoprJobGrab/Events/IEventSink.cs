using CoprJobGrab.Events;

namespace CoprJobGrab;

/// <summary>Hears of everything that happens.</summary>
/// <remarks>
/// Each sink has a buffer of its own and is called by one thread at a time, in the order of the events. A sink that blocks delays only itself; when its buffer
/// of 10,000 events is full the oldest are dropped, counted, and told to all.
/// Implementations let their exceptions out; the grabber catches them per sink, counts them, and tells the other sinks.
/// </remarks>
public interface IEventSink
{
    /// <summary>Takes one event.</summary>
    /// <param name="jobGrabEvent">The event.</param>
    void Emit(JobGrabEvent jobGrabEvent);

    /// <summary>The name that is told when it fails or loses events.</summary>
    internal string Name => GetType().Name;

    /// <summary>How the hub calls it: behind a buffer of its own, unless it takes every event at once.</summary>
    internal IInlineSink Inline(TimeProvider time) => new BufferedSink(this, time);
}
