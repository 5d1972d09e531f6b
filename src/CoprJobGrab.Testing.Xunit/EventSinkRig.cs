namespace CoprJobGrab.Testing.Xunit;

/// <summary>A sink, and its destination as a test sees and blocks it.</summary>
public abstract class EventSinkRig : IAsyncDisposable
{
    /// <summary>The sink under test.</summary>
    public abstract IEventSink Sink { get; }

    /// <summary>From now on the destination takes nothing.</summary>
    public abstract Task BlockAsync();

    /// <summary>Lines that have reached the destination, oldest first. Asked for after a flush; what is still on its way to the test is waited for.</summary>
    public abstract Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellationToken);

    /// <summary>Lets go of the destination.</summary>
    public abstract ValueTask DisposeAsync();
}
