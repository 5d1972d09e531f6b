namespace CoprJobGrab;

/// <summary>By which rules claims end.</summary>
/// <param name="Release">What the absence of a taken task means.</param>
/// <param name="StartPatience">For a silent worker whose task is listed.</param>
/// <param name="RunPatience">Beyond that, for one whose task is not.</param>
/// <param name="Attempts">Until a task is parked.</param>
/// <param name="LeftGroups">For groups that are not configured any more.</param>
internal sealed record ClaimRules(ReleaseRule Release, TimeSpan StartPatience, TimeSpan RunPatience, int Attempts, LeftGroups LeftGroups)
{
    public static ClaimRules From(ClaimOptions options, ReleaseRule release) =>
        new(options.ReleaseRule ?? release, options.StartPatience, options.RunPatience, options.Attempts, options.LeftGroups);
}
