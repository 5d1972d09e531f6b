namespace CoprJobGrab.Scheduling;

/// <summary>The rules by which claims end.</summary>
/// <param name="Release">The meaning of a taken task that is listed no more.</param>
/// <param name="VisibilityTimeout">How long a silent worker may have a listed task.</param>
/// <param name="UnlistedTimeout">How much longer it may have one that is not listed.</param>
/// <param name="Attempts">How often a task is handed out before it is parked.</param>
/// <param name="RemovedGroups">How the tasks of groups that are not configured any more are treated.</param>
internal sealed record ClaimRules(ReleaseRule Release, TimeSpan VisibilityTimeout, TimeSpan UnlistedTimeout, int Attempts, RemovedGroups RemovedGroups)
{
    /// <summary>How long a task that is listed no more is remembered, for ten lists at least; zero when it is not.</summary>
    public TimeSpan AbsenceMemory { get; init; }

    /// <summary>True when running tasks are listed, so that the absence of one may be a fault of the list.</summary>
    public bool ListsRunning { get; init; }

    /// <summary>
    /// True when the frontend is asked to list a task again before its claim ends, whose worker's lease has run out: it does not list what it has as running.
    /// </summary>
    public bool ReschedulesLost { get; init; }

    /// <summary>True when the claim of a silent worker stays while its absent task is remembered.</summary>
    public bool KeepsAbsent => ListsRunning && Release == ReleaseRule.WhenUnlisted && AbsenceMemory > TimeSpan.Zero;

    /// <summary>So the options come into a plan, as a part of <see cref="PlanInput"/>.</summary>
    public static ClaimRules From(ClaimOptions options, ReleaseRule release, bool listsRunning) =>
        new(options.ReleaseRule ?? release, options.VisibilityTimeout, options.UnlistedTimeout, options.Attempts, options.RemovedGroups)
        {
            AbsenceMemory = options.AbsenceMemory, ListsRunning = listsRunning,
        };
}
