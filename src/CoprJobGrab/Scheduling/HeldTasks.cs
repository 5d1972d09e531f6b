namespace CoprJobGrab.Scheduling;

/// <summary>The tasks that a plan has held, in order, until a newer list is there: places that become free can be filled before that.</summary>
internal sealed class HeldTasks(IReadOnlyList<HeldTask> inOrder, IReadOnlyDictionary<string, GroupState> groups)
{
    public static HeldTasks None { get; } = new([], new Dictionary<string, GroupState>());

    public IReadOnlyList<HeldTask> InOrder => inOrder;

    /// <summary>Takes the tasks that a plan has held.</summary>
    public static HeldTasks Of(GrabPlan plan, TaskCache book)
    {
        var held = new List<HeldTask>();
        foreach (var due in book.Due)
        {
            var (build, decision) = plan.Tasks[due.Position];
            var facts = book.At(due.Position);
            if (decision is Decision.Hold hold && facts.Claim is null)
            {
                held.Add(new HeldTask(build, hold.GroupId, plan.Tasks[due.Position].Priority, due.IsUrgent, facts));
            }
        }

        return held.Count == 0 ? None : new HeldTasks(held, plan.Observed.Groups);
    }

    /// <summary>The tasks that are left when these were pushed.</summary>
    public HeldTasks Without(IReadOnlySet<string> pushed)
    {
        var left = InOrder.Where(task => !pushed.Contains(task.Build.TaskId)).ToList();
        return left.Count == 0 ? None : new HeldTasks(left, groups);
    }

    /// <summary>True when the builder group's claims are those that the plan was made from, or were begun since.</summary>
    public bool IsAsBefore(string groupId, QueueState observed) =>
        groups.TryGetValue(groupId, out var before) && observed.Groups.TryGetValue(groupId, out var now) && now.IsConfigured
        && (before.Incarnation is null || before.Incarnation == now.Incarnation) && now.Version >= before.Version;
}
