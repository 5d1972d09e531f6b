using CoprJobGrab.Events;

namespace CoprJobGrab;

/// <summary>Makes <see cref="IEventSink"/>s.</summary>
public static class EventSink
{
    /// <summary>A sink that drops everything.</summary>
    public static IEventSink Null { get; } = new NullSink();

    /// <summary>A sink that is a function.</summary>
    /// <param name="emit">Takes one event; is called by one thread at a time.</param>
    public static IEventSink Create(Action<JobGrabEvent> emit) => Create(emit, name: null);

    /// <summary>A sink that is a function.</summary>
    /// <param name="emit">Takes one event; is called by one thread at a time.</param>
    /// <param name="name">The name that is told when it fails or loses events; null for <c>FunctionSink</c>.</param>
    public static IEventSink Create(Action<JobGrabEvent> emit, string? name)
    {
        ArgumentNullException.ThrowIfNull(emit);
        return new FunctionSink((jobGrabEvent, _) => { emit(jobGrabEvent); return ValueTask.CompletedTask; }, name);
    }

    /// <summary>A sink that is an asynchronous function.</summary>
    /// <param name="emit">
    /// Takes one event; it is called for the next one when its task has ended. Its token is cancelled when the host waits for it no longer.
    /// </param>
    public static IEventSink Create(Func<JobGrabEvent, CancellationToken, ValueTask> emit) => Create(emit, name: null);

    /// <summary>A sink that is an asynchronous function.</summary>
    /// <param name="emit">See <see cref="Create(Func{JobGrabEvent, CancellationToken, ValueTask})"/>.</param>
    /// <param name="name">The name that is told when it fails or loses events; null for <c>FunctionSink</c>.</param>
    public static IEventSink Create(Func<JobGrabEvent, CancellationToken, ValueTask> emit, string? name)
    {
        ArgumentNullException.ThrowIfNull(emit);
        return new FunctionSink(emit, name);
    }

    private sealed class FunctionSink(Func<JobGrabEvent, CancellationToken, ValueTask> emit, string? name) : IEventSink
    {
        string IEventSink.Name => name ?? nameof(FunctionSink);

        IInlineSink IEventSink.Inline(TimeProvider time) => new BufferedSink(name ?? nameof(FunctionSink), emit, time);

        // Only a sink of the host's that passes events on calls it, in the buffer of its own.
        public void Emit(JobGrabEvent jobGrabEvent) => emit(jobGrabEvent, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private sealed class NullSink : IInlineSink
    {
        public void Emit(JobGrabEvent jobGrabEvent)
        {
        }
    }
}
