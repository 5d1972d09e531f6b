namespace CoprJobGrab.Scheduling;

/// <summary>By which rules claims end.</summary>
/// <param name="Release">What the absence of a taken task means.</param>
/// <param name="StartPatience">For a silent worker whose task is listed.</param>
/// <param name="RunPatience">Beyond that, for one whose task is not.</param>
/// <param name="Attempts">Until a task is parked.</param>
/// <param name="LeftGroups">For groups that are not configured any more.</param>
internal sealed record ClaimRules(ReleaseRule Release, TimeSpan StartPatience, TimeSpan RunPatience, int Attempts, LeftGroups LeftGroups)
{
    /// <summary>How long a task that is listed no more is remembered, for ten lists at least; zero when it is not.</summary>
    public TimeSpan AbsenceMemory { get; init; }

    /// <summary>True when running tasks are listed, so that the absence of one may be a fault of the list.</summary>
    public bool ListsRunning { get; init; }

    /// <summary>True when the claim of a silent worker stays while its absent task is remembered.</summary>
    public bool KeepsAbsent => ListsRunning && Release == ReleaseRule.WhenUnlisted && AbsenceMemory > TimeSpan.Zero;

    public static ClaimRules From(ClaimOptions options, ReleaseRule release, bool listsRunning) =>
        new(options.ReleaseRule ?? release, options.StartPatience, options.RunPatience, options.Attempts, options.LeftGroups)
        {
            AbsenceMemory = options.AbsenceMemory, ListsRunning = listsRunning,
        };
}
