namespace CoprJobGrab.Scheduling;

/// <summary>Collects what is to be written, per builder group.</summary>
internal sealed class GroupPlanBuilder
{
    private readonly Dictionary<string, Parts> _groups = new(StringComparer.Ordinal);

    public IReadOnlyList<GroupPlan> All => [.. _groups.Select(group => group.Value.Plan(group.Key))];

    public void Enqueue(string groupId, EnqueuedTask task) => Group(groupId).Enqueue.Add(task);

    public void Requeue(BuildTask task, Decision.Requeue decision, bool isUrgent) =>
        Group(decision.Claim.GroupId).Requeue.Add(new RequeuedTask(task, decision.Claim, decision.Attempt) { IsUrgent = isUrgent });

    public void Withdraw(Decision.Withdraw decision) => Group(decision.Claim.GroupId).Withdraw.Add(decision);

    public void Park(Decision.Park decision) => Group(decision.Claim.GroupId).Park.Add(decision);

    public void Stamp(Claim claim) => Group(claim.GroupId).Stamp.Add(claim);

    private Parts Group(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out var group))
        {
            _groups[groupId] = group = new Parts();
        }

        return group;
    }

    private sealed class Parts
    {
        public List<EnqueuedTask> Enqueue { get; } = [];

        public List<RequeuedTask> Requeue { get; } = [];

        public List<Decision.Withdraw> Withdraw { get; } = [];

        public List<Decision.Park> Park { get; } = [];

        public List<Claim> Stamp { get; } = [];

        public GroupPlan Plan(string groupId) => new(groupId, Enqueue, Withdraw) { Requeue = Requeue, Park = Park, Stamp = Stamp };
    }
}
