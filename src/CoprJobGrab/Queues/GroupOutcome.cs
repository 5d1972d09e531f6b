namespace CoprJobGrab;

/// <summary>Gathers what becomes of a group's part of a plan.</summary>
internal sealed class GroupOutcome(string groupId)
{
    public List<string> Enqueued { get; } = [];

    public List<string> Duplicates { get; } = [];

    public List<string> Withdrawn { get; } = [];

    public List<string> Superseded { get; } = [];

    public bool Stale { get; set; }

    public GroupResult Result(BuildQueueException? error = null) => new(groupId)
    {
        Enqueued = Enqueued,
        Duplicates = Duplicates,
        Withdrawn = Withdrawn,
        Superseded = Superseded,
        Stale = Stale,
        Error = error,
    };
}
