namespace CoprJobGrab.Model;

/// <summary>The end of a claim, told by somebody who is not the leader's plan: a worker, an operator, a message.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
/// <param name="Claim">
/// The claim that is meant; another one of the same task is spared. Null for a task without a claim, which an older list may still bring.
/// </param>
/// <param name="Reason">Why.</param>
internal readonly record struct Release(string TaskId, string GroupId, Claim? Claim, ReleaseReason Reason)
{
    /// <summary>True when nothing is to be done if a worker has popped the task by then: its user is told that no worker has it.</summary>
    public bool OnlyIfItWaits => Reason == ReleaseReason.Cancelled && Claim is { State: ClaimState.Waiting };

    /// <summary>True when the worker that holds the lease is told, and the claim ends when it stops.</summary>
    public bool TellsWorker => Reason == ReleaseReason.Cancelled && Claim is { State: ClaimState.Leased };
}
