using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>The writes of one builder group. Changes of claims come first, then new claims, each in the order given.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Enqueue">Tasks to claim and push; the first is to be popped first, and urgent ones before all that waits.</param>
/// <param name="Withdraw">Claims to end.</param>
public sealed record GroupPlan(string GroupId, IReadOnlyList<EnqueuedTask> Enqueue, IReadOnlyList<Decision.Withdraw> Withdraw)
{
    /// <summary>Tasks to push again, with their next attempt.</summary>
    public IReadOnlyList<RequeuedTask> Requeue { get; init; } = [];

    /// <summary>Claims to set aside.</summary>
    public IReadOnlyList<Decision.Park> Park { get; init; } = [];

    /// <summary>Claims as they are to be stored, with <see cref="Claim.SilentSince"/> written down or taken away.</summary>
    public IReadOnlyList<Claim> Stamp { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(GroupPlan)} {{ GroupId = {GroupId}, Enqueue = {ListText.Of(Enqueue)}, "
            + $"Requeue = {ListText.Of([.. Requeue.Select(requeued => requeued.Task)])}, "
        + $"Withdraw = {ListText.Of([.. Withdraw.Select(withdraw => withdraw.Claim.TaskId)])}, "
            + $"Park = {ListText.Of([.. Park.Select(park => park.Claim.TaskId)])}, Stamp = {ListText.Of([.. Stamp.Select(claim => claim.TaskId)])} }}";
}
