namespace CoprJobGrab.Scheduling;

/// <summary>Copr's priorities (wire 7.7): source before RPM, normal before background, and a running number by which owners take turns.</summary>
internal static class CoprPriority
{
    public const long Rpm = 1_000_000;
    public const long Background = 2_000_000;

    // A larger number has no meaning, and sums would overflow.
    private const long FarthestGiven = 1_000_000_000_000_000;

    /// <summary>The part of the priority that the frontend decides.</summary>
    public static long Of(string taskId, long given, bool background) =>
        Math.Clamp(given, -FarthestGiven, FarthestGiven) + (background ? Background : 0) + (IsSource(taskId) ? 0 : Rpm);

    /// <summary>A source task is one whose id is a whole number, whatever its chroot.</summary>
    public static bool IsSource(string taskId)
    {
        var digits = taskId.AsSpan(taskId.StartsWith('-') ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
