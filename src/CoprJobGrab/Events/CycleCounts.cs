namespace CoprJobGrab.Events;

/// <summary>The counts of a cycle, in one line: how much is listed, and every other count that is not zero. A standby has none.</summary>
internal static class CycleCounts
{
    public static string Of(CycleReport report)
    {
        if (report.Role == GrabberRole.Standby)
        {
            return "standing by";
        }

        (int Count, string Name)[] others =
        [
            (report.Enqueued, "enqueued"), (report.Requeued, "requeued"), (report.Kept, "kept"), (report.Held, "held"), (report.Refused, "refused"),
            (report.Parked, "parked"),
            (report.Malformed, "malformed"), (report.Repeated, "repeated"), (report.Withdrawn, "withdrawn"), (report.Cancelled, "cancelled"),
            (report.Duplicate, "duplicate"),
            (report.ActionsListed ?? 0, "actions listed"),
        ];
        return string.Join(", ", [$"{report.Listed} listed", .. others.Where(other => other.Count != 0).Select(other => $"{other.Count} {other.Name}")]);
    }
}
