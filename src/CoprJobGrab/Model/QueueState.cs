using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>The tasks and claims that the queues have, from one observation. It is valid until the next call of the queue that gave it.</summary>
/// <param name="Groups">The state of each builder group, by group id.</param>
/// <param name="Claims">Every claim, of all groups, by task id.</param>
public sealed record QueueState(IReadOnlyDictionary<string, GroupState> Groups, IReadOnlyDictionary<string, Claim> Claims)
{
    /// <summary>No groups, no claims.</summary>
    public static QueueState Empty { get; } = new(new Dictionary<string, GroupState>(), new Dictionary<string, Claim>());

    /// <summary>Says which of the claims have changed since an earlier observation; null where nobody knows.</summary>
    internal ClaimJournal? Journal { get; init; }

    /// <summary>Why groups could not be observed, by group id. Their claims here are from an older observation, or missing.</summary>
    internal IReadOnlyDictionary<string, BuildQueueException> Faults { get; init; } = new Dictionary<string, BuildQueueException>();

    /// <summary>
    /// A group whose claims are not known; null when there is none.
    /// A task without a claim may be one that a worker of this group has: what groups take can change, and this one may have left the configuration.
    /// </summary>
    internal GroupState? UnreadGroup => Groups.Values.FirstOrDefault(group => group.IsUnread);

    /// <summary>The group of a claim; one that was not observed is not configured, and time stands still there.</summary>
    internal GroupState GroupOf(Claim claim) => Groups.GetValueOrDefault(claim.GroupId) ?? new GroupState(claim.GroupId, 0, null, 0) { IsConfigured = false };
}
