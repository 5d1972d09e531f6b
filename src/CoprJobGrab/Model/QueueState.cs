namespace CoprJobGrab;

/// <summary>What the queues say exists, from one observation. It is valid until the next call of the queue that gave it.</summary>
/// <param name="Groups">The state of each builder group, by group id.</param>
/// <param name="Claims">Every claim, of all groups, by task id.</param>
public sealed record QueueState(IReadOnlyDictionary<string, GroupState> Groups, IReadOnlyDictionary<string, Claim> Claims)
{
    /// <summary>No groups, no claims.</summary>
    public static QueueState Empty { get; } = new(new Dictionary<string, GroupState>(), new Dictionary<string, Claim>());

    /// <summary>True when an operator says that absent tasks are gone, however many.</summary>
    internal bool AbsenceConfirmed { get; init; }

    /// <summary>Why groups could not be observed, by group id. What is said of them here is older, or nothing.</summary>
    internal IReadOnlyDictionary<string, BuildQueueException> Faults { get; init; } = new Dictionary<string, BuildQueueException>();

    /// <summary>
    /// A group that left the configuration with claims that are not known; null when there is none. Its tasks belong to other groups now, so that a task without a claim may
    /// be one that a worker of this group has.
    /// </summary>
    internal GroupState? UnreadLeftGroup => Groups.Values.FirstOrDefault(group => group is { IsConfigured: false, IsUnread: true });

    /// <summary>The group of a claim; one that was not observed is not configured, and time stands still there.</summary>
    internal GroupState GroupOf(Claim claim) => Groups.GetValueOrDefault(claim.GroupId) ?? new GroupState(claim.GroupId, 0, null, 0) { IsConfigured = false };
}
