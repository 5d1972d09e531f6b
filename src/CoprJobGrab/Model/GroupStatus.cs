namespace CoprJobGrab;

/// <summary>The queue of one builder group, in numbers.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Waiting">Tasks that wait in its list.</param>
/// <param name="Taken">Tasks that workers have.</param>
/// <param name="Parked">Tasks that are set aside after too many attempts.</param>
public sealed record GroupStatus(string GroupId, long Waiting, long Taken, long Parked)
{
    /// <summary>
    /// Listed tasks that may not run yet, by reason, as of the last poll: <c>limit</c> and the limit's name, <c>depth</c>, <c>cancelled</c>,
    /// <c>cancels unheard</c>, <c>group unread</c>, <c>listed again</c>, as <see cref="HoldCause"/> has them; <c>other</c> for what goes beyond 50 reasons.
    /// </summary>
    public IReadOnlyDictionary<string, int> Held { get; init; } = new Dictionary<string, int>();

    /// <summary>How long the task has waited in the list that has waited longest, of those that waited after the last poll; null when none waits.</summary>
    public TimeSpan? Oldest { get; init; }

    /// <summary>
    /// Why the group could not be counted now, so that its numbers are those of the last poll; or whose it is, when it belongs to grabbers of another name.
    /// Null when it was counted.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>False when no grabber of this name has ever led the group: it is only configured here, or belongs to another name.</summary>
    public bool IsKnown { get; init; }
}
