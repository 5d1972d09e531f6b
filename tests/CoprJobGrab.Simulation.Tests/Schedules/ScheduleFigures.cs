namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What many schedules did together, as text.</summary>
internal static class ScheduleFigures
{
    public static string Of(ScheduleResult total) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{total.Done.Values.Sum()} steps, {total.Tasks} tasks, handed out {total.HandedOut} times, "
            + $"{total.Unavoidable.Values.Sum()} times more than once without remedy, {total.Violations.Count} violations\n")
        + string.Concat(total.Done.Select(kind => $"  {kind.Key}: {kind.Value}\n"))
        + string.Concat(total.Unavoidable.Select(cause => $"  unavoidable, {cause.Key}: {cause.Value}\n"));
}
