namespace CoprJobGrab;

/// <summary>
/// The actions that are kept beside the queues: which may be running, and which have a result that the frontend has not taken yet or refuses.
/// </summary>
/// <param name="noted">The actions that may still run.</param>
/// <param name="outstanding">The results that the frontend has not taken for certain.</param>
/// <param name="givenUp">The results that the frontend refused.</param>
/// <param name="allFrom">Until when no action begins at all; null when some may begin.</param>
public sealed class ActionOverview(
    IReadOnlyList<NotedAction> noted, IReadOnlyList<ActionReport> outstanding, IReadOnlyList<GivenUpReport> givenUp, DateTimeOffset? allFrom)
{
    /// <summary>
    /// The actions that grabbers have begun and may still run, in the order of the ids.
    /// The leader starts nothing that shares a project with one of them, except the actions that it has begun itself.
    /// </summary>
    public IReadOnlyList<NotedAction> Noted => noted;

    /// <summary>
    /// Results that the frontend has not taken for certain, in the order of the ids. Whoever leads reports them, and their actions do not run again.
    /// </summary>
    public IReadOnlyList<ActionReport> Outstanding => outstanding;

    /// <summary>
    /// Results that the frontend refused, in the order of the ids.
    /// They are told no more, and their actions do not run again, until an operator decides (<see cref="IJobGrabOperator.DecideReportAsync"/>).
    /// </summary>
    public IReadOnlyList<GivenUpReport> GivenUp => givenUp;

    /// <summary>
    /// Until then no action begins at all, because a grabber of an older version led, which does not note what it begins; null when none did lately.
    /// </summary>
    public DateTimeOffset? AllFrom => allFrom;
}
