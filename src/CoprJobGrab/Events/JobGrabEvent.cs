namespace CoprJobGrab;

/// <summary>Something that happened. A closed set; <c>docs/events.md</c> lists every case.</summary>
public abstract record JobGrabEvent
{
    private protected JobGrabEvent() { }

    /// <summary>When it happened.</summary>
    public DateTimeOffset When { get; internal set; }
}
