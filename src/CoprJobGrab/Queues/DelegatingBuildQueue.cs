namespace CoprJobGrab;

/// <summary>
/// A queue that stands before another one and passes every call on. A class that derives from it overrides the calls that it is about, as for metrics.
/// </summary>
/// <param name="inner">The queue that it stands before.</param>
public abstract class DelegatingBuildQueue(IBuildQueue inner) : IBuildQueue
{
    /// <inheritdoc/>
    public virtual bool ServesCommands => inner.ServesCommands;

    /// <inheritdoc/>
    public virtual bool IsShared => inner.IsShared;

    /// <inheritdoc/>
    public virtual ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => inner.ObserveAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => inner.LookAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        inner.ApplyAsync(plan, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken) =>
        inner.LeadAsync(epoch, groupIds, afterLoss, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken) =>
        inner.CommandAsync(commands, cancellationToken);

    /// <inheritdoc/>
    public virtual QueuePlace? PlaceOf(Claim claim) => inner.PlaceOf(claim);

    /// <summary>Where the queues are, as the queue behind it says.</summary>
    public override string ToString() => $"{inner}";
}
