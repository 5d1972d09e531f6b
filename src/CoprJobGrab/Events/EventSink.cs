using CoprJobGrab.Events;

namespace CoprJobGrab;

/// <summary>Makes <see cref="IEventSink"/>s.</summary>
public static class EventSink
{
    /// <summary>A sink that drops everything.</summary>
    public static IEventSink Null { get; } = new NullSink();

    /// <summary>A sink that is a function.</summary>
    /// <param name="emit">Takes one event; is called by one thread at a time.</param>
    /// <param name="name">The name that is told when it fails or loses events; null for <c>FunctionSink</c>.</param>
    public static IEventSink Create(Action<JobGrabEvent> emit, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(emit);
        return new FunctionSink(emit, name);
    }

    private sealed class NullSink : IInlineSink
    {
        public void Emit(JobGrabEvent jobGrabEvent)
        {
        }
    }

    private sealed class FunctionSink(Action<JobGrabEvent> emit, string? name) : IEventSink
    {
        string IEventSink.Name => name ?? nameof(FunctionSink);

        public void Emit(JobGrabEvent jobGrabEvent) => emit(jobGrabEvent);
    }
}
