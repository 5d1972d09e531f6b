namespace CoprJobGrab;

/// <summary>Hears of everything that happens.</summary>
/// <remarks>
/// Called on the threads of the grabber, one event at a time per caller, so it must return at once: a sink that does I/O puts the event into a buffer of its own.
/// Implementations let their exceptions out; the grabber catches them per sink, counts them, and tells the other sinks with <see cref="SinkFailed"/>.
/// </remarks>
public interface IEventSink
{
    /// <summary>Takes one event. Never blocks.</summary>
    /// <param name="jobGrabEvent">The event.</param>
    void Emit(JobGrabEvent jobGrabEvent);
}
