namespace CoprJobGrab.Queues;

/// <summary>Gathers what becomes of a group's part of a plan.</summary>
internal sealed class GroupResultBuilder(string groupId)
{
    public List<string> Enqueued { get; } = [];

    public List<string> Duplicates { get; } = [];

    public List<string> Withdrawn { get; } = [];

    public List<string> Superseded { get; } = [];

    public List<string> Requeued { get; } = [];

    public List<string> Parked { get; } = [];

    public long? FencedBy { get; set; }

    /// <summary>True when nothing more is to be written.</summary>
    public bool IsRefused => Stale || FencedBy is not null;

    public bool Stale { get; set; }

    public (int Adopted, int Removed) Repaired { get; set; }

    public GroupResult Result(BuildQueueException? error = null) => new(groupId)
    {
        Enqueued = Enqueued,
        Duplicates = Duplicates,
        Withdrawn = Withdrawn,
        Superseded = Superseded,
        Requeued = Requeued,
        Parked = Parked,
        FencedBy = FencedBy,
        Stale = Stale,
        Repaired = Repaired,
        Error = error,
    };
}
