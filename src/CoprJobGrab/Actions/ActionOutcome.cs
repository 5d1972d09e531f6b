namespace CoprJobGrab;

/// <summary>How handling an action ended: <see cref="Done"/>, <see cref="Failed"/> or <see cref="Deferred"/>.</summary>
public abstract record ActionOutcome
{
    private ActionOutcome() { }

    /// <summary>It is done; the frontend is told 1, success.</summary>
    /// <param name="Message">Told with it; null for none.</param>
    public sealed record Done(string? Message = null) : ActionOutcome;

    /// <summary>It cannot be done; the frontend is told 2, failure, at once and for good.</summary>
    /// <param name="Reason">Why; the user sees it.</param>
    public sealed record Failed(string Reason) : ActionOutcome;

    /// <summary>Not now; it is tried again, and this was no attempt. The later actions of its project wait meanwhile.</summary>
    /// <param name="Until">Not before this time; one that is over already means after <see cref="ActionOptions.FirstPause"/>.</param>
    /// <param name="Reason">Why, for the operator: it stands in the log. Null for none.</param>
    public sealed record Deferred(DateTimeOffset Until, string? Reason = null) : ActionOutcome;
}
