namespace CoprJobGrab;

/// <summary>Makes <see cref="IEventSink"/>s.</summary>
public static class EventSink
{
    /// <summary>A sink that drops everything.</summary>
    public static IEventSink Null { get; } = new FunctionSink(static _ => { });

    /// <summary>A sink that is a function.</summary>
    /// <param name="emit">Takes one event; must not block.</param>
    public static IEventSink Create(Action<JobGrabEvent> emit)
    {
        ArgumentNullException.ThrowIfNull(emit);
        return new FunctionSink(emit);
    }

    private sealed class FunctionSink(Action<JobGrabEvent> emit) : IEventSink
    {
        public void Emit(JobGrabEvent jobGrabEvent) => emit(jobGrabEvent);
    }
}
