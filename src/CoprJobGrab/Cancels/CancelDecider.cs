using System.Diagnostics;
using CoprJobGrab.Model;

namespace CoprJobGrab.Cancels;

/// <summary>Decides what a user's cancel means for a task. Pure: the same picture gives the same decision, also after it was written.</summary>
internal static class CancelDecider
{
    /// <summary>
    /// Decides about one task; null when it has to wait.
    /// It waits while a list holds elements that nobody has claimed yet, which a release record would not take out, and while its own builder group cannot be
    /// observed; without a claim, while any group cannot, which may have the task.
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="observed">The queues.</param>
    /// <param name="unclaimedIn">
    /// The builder group that the task would go to when the last list has it and no group has claimed it; null when it is not listed so.
    /// </param>
    public static CancelDecision? About(string taskId, QueueState observed, string? unclaimedIn)
    {
        var claim = observed.Claims.GetValueOrDefault(taskId);
        if (observed.Groups.Values.Any(
            group => group.IsUnsettled && (group.Fault is null || claim is not { IsStored: true } || claim.GroupId == group.GroupId)))
        {
            return null;
        }

        return claim is not null ? AboutClaimed(claim)
            : unclaimedIn is null ? new CancelDecision(taskId, WasRunning: false, null)
            : new CancelDecision(taskId, WasRunning: false, new ClaimCommand.End(taskId, unclaimedIn, ReleaseReason.Cancelled));
    }

    private static CancelDecision AboutClaimed(Claim claim) => claim.State switch
    {
        ClaimState.Leased => new(claim.TaskId, WasRunning: true, claim.IsCancelled || claim.IsEnded ? null : ClaimCommand.Cancel(claim)),
        ClaimState.Silent => new(claim.TaskId, WasRunning: true, null) { Unstoppable = claim },
        // Said before, or all that the store has of the task.
        ClaimState.Released when claim.ReleasedBecause == ReleaseReason.Cancelled || !claim.IsStored => new(claim.TaskId, WasRunning: false, null),
        ClaimState.Waiting or ClaimState.Parked or ClaimState.Released => new(claim.TaskId, WasRunning: false, ClaimCommand.Cancel(claim)),
        _ => throw new UnreachableException($"The claim {claim} stands nowhere that is known."),
    };
}
