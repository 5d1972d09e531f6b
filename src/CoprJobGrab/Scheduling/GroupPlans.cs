namespace CoprJobGrab;

/// <summary>Collects what is to be written, per builder group.</summary>
internal sealed class GroupPlans
{
    private readonly Dictionary<string, (List<BuildTask> Enqueue, List<Decision.Withdraw> Withdraw)> _groups = new(StringComparer.Ordinal);

    public IReadOnlyList<GroupPlan> All => [.. _groups.Select(group => new GroupPlan(group.Key, group.Value.Enqueue, group.Value.Withdraw))];

    public void Enqueue(string groupId, BuildTask task) => Group(groupId).Enqueue.Add(task);

    public void Withdraw(Decision.Withdraw decision) => Group(decision.Claim.GroupId).Withdraw.Add(decision);

    private (List<BuildTask> Enqueue, List<Decision.Withdraw> Withdraw) Group(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out var group))
        {
            _groups[groupId] = group = ([], []);
        }

        return group;
    }
}
