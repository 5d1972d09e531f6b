namespace CoprJobGrab.TaskEnds;

/// <summary>A message, and what is known of the moment in which it came.</summary>
/// <param name="Message">The message.</param>
/// <param name="DuringWrite">It came while a plan was being written: it may be about the claim before that, or the one after.</param>
internal readonly record struct HeardMessage(TaskEndMessage Message, bool DuringWrite)
{
    /// <summary>The claim that the message is about, from the picture of the queues that held when it came; null when there is none.</summary>
    public Claim? ClaimIn(IReadOnlyDictionary<string, Claim> claims, string taskId) =>
        claims.TryGetValue(taskId, out var claim) && !IsDoubtful(claim) ? claim : null;

    // An older attempt's end may end a newer one that still waits, but not one that a worker has.
    private bool IsDoubtful(Claim claim) => DuringWrite && claim.Attempt > 1 && claim.State != ClaimState.Waiting;
}
