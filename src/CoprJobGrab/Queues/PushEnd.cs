namespace CoprJobGrab.Queues;

/// <summary>The two ends of a group's list. Workers pop from the right (wire 4.1).</summary>
internal static class PushEnd
{
    public const string PoppedLast = "LPUSH", PoppedNext = "RPUSH";

    /// <summary>In the order in which they are to be pushed: of those that are put in front, the last one is popped first.</summary>
    public static IReadOnlyList<T> InOrder<T>(IReadOnlyList<T> tasks, Func<T, bool> isUrgent) =>
        tasks.Any(isUrgent) ? [.. tasks.Where(isUrgent).Reverse(), .. tasks.Where(task => !isUrgent(task))] : tasks;
}
