namespace CoprJobGrab.Cancels;

/// <summary>The decision about one cancel request.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">The answer that the frontend is told, once <paramref name="Command"/> has been carried out.</param>
/// <param name="Command">The command to the queue; null when there is nothing to do.</param>
internal readonly record struct CancelDecision(string TaskId, bool WasRunning, ClaimCommand? Command)
{
    /// <summary>The claim of a worker that gives no sign and cannot be told; null when there is none.</summary>
    public Claim? Unstoppable { get; init; }

    /// <summary>True when a claim ends with it.</summary>
    public bool EndsClaim => Command is { Claim: not null } and not ClaimCommand.TellWorker;
}
