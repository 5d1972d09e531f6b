namespace CoprJobGrab;

/// <summary>The result of writing one group's part of a plan.</summary>
/// <param name="GroupId">The group.</param>
public sealed record GroupResult(string GroupId)
{
    /// <summary>Tasks that were claimed and pushed.</summary>
    public IReadOnlyList<string> Enqueued { get; init; } = [];

    /// <summary>Tasks that were pushed again.</summary>
    public IReadOnlyList<string> Requeued { get; init; } = [];

    /// <summary>Tasks that were set aside.</summary>
    public IReadOnlyList<string> Parked { get; init; } = [];

    /// <summary>Tasks that had a claim already when the write came; nothing was pushed for them.</summary>
    public IReadOnlyList<string> Duplicates { get; init; } = [];

    /// <summary>Tasks whose claim ended.</summary>
    public IReadOnlyList<string> Withdrawn { get; init; } = [];

    /// <summary>Tasks whose claim was another by the time of the write, or that were released meanwhile, so that nothing was done.</summary>
    public IReadOnlyList<string> Superseded { get; init; } = [];

    /// <summary>True when the store was not the observed one any more (lost, or refilled); nothing more was written, and the next cycle goes on.</summary>
    public bool Stale { get; init; }

    /// <summary>The epoch that refused the write; 0 when the group held none; null when it was not refused.</summary>
    public long? FencedBy { get; init; }

    /// <summary>Why the group's part could not be done, or is not known to be done; null when all is well.</summary>
    public BuildQueueException? Error { get; init; }

    /// <summary>Elements without a claim that were claimed, and elements that left the list because another one of their task counts.</summary>
    internal (int Adopted, int Removed) Repaired { get; init; }

    /// <summary>True when something is to be told of a group for which nothing was planned.</summary>
    internal bool HasNews => Fault is not null || FencedBy is not null || Repaired != default;

    /// <summary>Why the group's part is not done, for whichever reason; null when it is done.</summary>
    internal BuildQueueException? Fault => Error ?? (Stale
        ? new BuildQueueException($"The claims of builder group '{GroupId}' were lost or replaced between observation and write, so nothing more was written. "
            + "The next cycle observes anew and goes on; if this repeats, look for another grabber or a flush of the store.")
        : null);
}
