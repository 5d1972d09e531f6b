namespace CoprJobGrab.Actions;

/// <summary>How one attempt ended: <see cref="WithOutcome"/>, <see cref="WithFault"/> or <see cref="Interrupted"/>.</summary>
internal abstract record HandlerEnd
{
    private HandlerEnd() { }

    public sealed record WithOutcome(ActionOutcome Outcome) : HandlerEnd;

    public sealed record WithFault(string Reason, Exception? Error = null) : HandlerEnd;

    /// <summary>A stop ended it; no attempt.</summary>
    public sealed record Interrupted(Exception Error) : HandlerEnd;
}
