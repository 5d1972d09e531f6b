namespace CoprJobGrab.Scheduling;

/// <summary>By which rules claims end.</summary>
/// <param name="Release">What the absence of a taken task means.</param>
/// <param name="VisibilityTimeout">For a silent worker whose task is listed.</param>
/// <param name="UnlistedTimeout">Beyond that, for one whose task is not.</param>
/// <param name="Attempts">Until a task is parked.</param>
/// <param name="RemovedGroups">For groups that are not configured any more.</param>
internal sealed record ClaimRules(ReleaseRule Release, TimeSpan VisibilityTimeout, TimeSpan UnlistedTimeout, int Attempts, RemovedGroups RemovedGroups)
{
    /// <summary>How long a task that is listed no more is remembered, for ten lists at least; zero when it is not.</summary>
    public TimeSpan AbsenceMemory { get; init; }

    /// <summary>True when running tasks are listed, so that the absence of one may be a fault of the list.</summary>
    public bool ListsRunning { get; init; }

    /// <summary>True when the claim of a silent worker stays while its absent task is remembered.</summary>
    public bool KeepsAbsent => ListsRunning && Release == ReleaseRule.WhenUnlisted && AbsenceMemory > TimeSpan.Zero;

    public static ClaimRules From(ClaimOptions options, ReleaseRule release, bool listsRunning) =>
        new(options.ReleaseRule ?? release, options.VisibilityTimeout, options.UnlistedTimeout, options.Attempts, options.RemovedGroups)
        {
            AbsenceMemory = options.AbsenceMemory, ListsRunning = listsRunning,
        };
}
