namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>One listed record and what is to be done about it.</summary>
internal sealed record PlanLine(int Index, string? TaskId, string Decision, string? Queue, string Reason)
{
    /// <summary>The record's number in the frontend's list, from 1.</summary>
    public int Number => Index + 1;

    /// <summary>Smaller is sooner; null for a record that no decision was made about.</summary>
    public long? Priority { get; init; }

    /// <summary>The architecture as limits see it; null for none.</summary>
    public string? Architecture { get; init; }

    /// <summary>What holds it; null for what is not held.</summary>
    public CoprJobGrab.Decision.Hold? Held { get; init; }

    private bool IsPushed => Decision is "enqueue" or "requeue";

    /// <summary>A line for each listed record: the tasks that are pushed, in the order of the pushes, and then all others, in the frontend's order.</summary>
    public static IReadOnlyList<PlanLine> Of(GrabPlan plan)
    {
        var tasks = plan.InPushOrder().Select(Of).ToList();
        return
        [
            .. tasks.Where(line => line.IsPushed),
            .. tasks.Where(line => !line.IsPushed)
                .Concat(plan.Repeated.Select(task => new PlanLine(task.Index, task.TaskId, "repeated", null, "the id stands earlier in the same list")))
                .Concat(plan.Malformed.Select(record => new PlanLine(record.Index, record.TaskId, "malformed", null, record.Reason)))
                .OrderBy(line => line.Index),
        ];
    }

    private static PlanLine Of(PlannedTask planned)
    {
        var (name, group) = planned.Decision switch
        {
            CoprJobGrab.Decision.Enqueue enqueue => ("enqueue", enqueue.GroupId),
            CoprJobGrab.Decision.Requeue requeue => ("requeue", requeue.Claim.GroupId),
            CoprJobGrab.Decision.Keep keep => ("keep", keep.GroupId),
            CoprJobGrab.Decision.Hold hold => ("hold", hold.GroupId),
            CoprJobGrab.Decision.Park park => ("park", park.Claim.GroupId),
            CoprJobGrab.Decision.Withdraw withdraw => ("withdraw", withdraw.Claim.GroupId),
            CoprJobGrab.Decision.Refuse => ("refuse", (string?)null),
            var other => throw new InvalidOperationException($"A listed task cannot have the decision {other}."),
        };
        return new PlanLine(planned.Task.Index, planned.Task.TaskId, name, group is null ? null : $"copr-be-{group}", planned.Decision.Reason)
        {
            Priority = planned.Priority, Architecture = planned.Limits?.CountedArchitecture, Held = planned.Decision as CoprJobGrab.Decision.Hold,
        };
    }
}
