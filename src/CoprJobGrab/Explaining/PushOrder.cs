namespace CoprJobGrab.Explaining;

/// <summary>Says where a task stands among those that are to be handed out.</summary>
internal static class PushOrder
{
    /// <summary>Its place among all of them; null when it is none of them.</summary>
    public static string? PlaceOf(string taskId, GrabPlan plan)
    {
        var due = plan.Due.ToList();
        var place = due.FindIndex(position => plan.Tasks[position].Task.TaskId == taskId);
        return place < 0 ? null : $"it is number {place + 1} of {due.Count} in the order in which tasks are handed out or held";
    }

    /// <summary>Its place among those that wait until a builder group's list has room; null when it is none of them.</summary>
    public static string? InLine(string taskId, string groupId, GrabPlan plan)
    {
        var line = plan.Due.Select(position => plan.Tasks[position])
            .Where(planned => planned.Decision is Decision.Hold { Cause: HoldCause.Depth } hold && hold.GroupId == groupId)
            .Select(planned => planned.Task.TaskId).ToList();
        var place = line.IndexOf(taskId);
        return place < 0 ? null : $"it is number {place + 1} of {line.Count} in the line of those that wait for room in the queue of builder group {groupId}";
    }
}
