using System.Diagnostics;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>
/// A command about one claim, from somebody who does not plan: a user who cancels, an operator, or a message that a build has ended.
/// A closed set, which the library's queues carry out; a queue that stands before one of them passes commands on.
/// </summary>
public abstract record ClaimCommand
{
    private ClaimCommand(string taskId, string groupId, Claim? claim, ReleaseReason reason) =>
        (TaskId, GroupId, Claim, Reason) = (taskId, groupId, claim, reason);

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The builder group whose queue has the claim.</summary>
    public string GroupId { get; }

    /// <summary>The claim that is meant; another one of the same task is spared. Null for a task without a claim.</summary>
    internal Claim? Claim { get; }

    /// <summary>Why the claim ends.</summary>
    internal ReleaseReason Reason { get; }

    /// <summary>The place of the claim's element, from 1, which is popped next; -1 when it does not stand in the list, and 0 when it is not known.</summary>
    internal int Place { get; init; }

    /// <summary>The command by which a user's cancel request is carried out, by where the task stands.</summary>
    /// <param name="claim">The claim as observed.</param>
    internal static ClaimCommand Cancel(Claim claim) => claim.State switch
    {
        ClaimState.Waiting => new CancelIfWaiting(claim),
        ClaimState.Leased => new TellWorker(claim),
        ClaimState.Silent or ClaimState.Released or ClaimState.Parked => new End(claim, ReleaseReason.Cancelled),
        _ => throw new UnreachableException($"The claim {claim} stands nowhere that is known."),
    };

    /// <summary>Ends the claim, and takes its element out of the list where it still waits.</summary>
    internal sealed record End : ClaimCommand
    {
        public End(Claim claim, ReleaseReason reason) : base(claim.TaskId, claim.GroupId, claim, reason)
        {
        }

        /// <summary>Ends a task that has no claim, and that an older list may still bring.</summary>
        public End(string taskId, string groupId, ReleaseReason reason) : base(taskId, groupId, null, reason)
        {
        }
    }

    /// <summary>Ends the claim if the task still waits. Does nothing if a worker has popped it: the user is told that no worker has the task.</summary>
    internal sealed record CancelIfWaiting : ClaimCommand
    {
        public CancelIfWaiting(Claim claim) : base(claim.TaskId, claim.GroupId, claim, ReleaseReason.Cancelled)
        {
        }
    }

    /// <summary>Tells the worker that holds the lease to stop. The claim ends when it has stopped.</summary>
    internal sealed record TellWorker : ClaimCommand
    {
        public TellWorker(Claim claim) : base(claim.TaskId, claim.GroupId, claim, ReleaseReason.Cancelled)
        {
        }
    }
}
