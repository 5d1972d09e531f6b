namespace CoprJobGrab;

/// <summary>What is to be written to one builder group, in the order in which it is to be done.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Enqueue">Tasks to claim and push; the first is to be popped first.</param>
/// <param name="Withdraw">Claims to end.</param>
public sealed record GroupPlan(string GroupId, IReadOnlyList<BuildTask> Enqueue, IReadOnlyList<Decision.Withdraw> Withdraw)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(GroupPlan)} {{ GroupId = {GroupId}, Enqueue = {ListText.Of(Enqueue)}, Withdraw = {ListText.Of([.. Withdraw.Select(withdraw => withdraw.Claim.TaskId)])} }}";
}
