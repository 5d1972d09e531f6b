namespace CoprJobGrab.Events;

/// <summary>A sink of the house that takes every event at once, whatever its destination does; <see cref="EventHub"/> puts no buffer before it.</summary>
internal interface IInlineSink : IEventSink
{
    /// <summary>How many events the sink has lost since it was made.</summary>
    long Dropped => 0;

    /// <summary>Gives the sink a way to tell of failures that come after <see cref="IEventSink.Emit"/> has returned.</summary>
    void TellFailuresTo(Action<Exception> tell)
    {
    }

    IInlineSink IEventSink.Inline(TimeProvider time) => this;

    /// <summary>Ends what the hub has made for the sink; what has not been passed on is dropped.</summary>
    void End()
    {
    }

    /// <summary>Ends when everything that was emitted before has reached the destination, or was dropped.</summary>
    Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
