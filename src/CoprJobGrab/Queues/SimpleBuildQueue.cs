namespace CoprJobGrab;

/// <summary>
/// A queue that observes and applies plans, and leaves the rest of the contract out: it obeys whoever writes, and has no commands and no places.
/// </summary>
public abstract class SimpleBuildQueue : IBuildQueue
{
    /// <inheritdoc/>
    /// <value>False.</value>
    public bool ServesCommands => false;

    /// <inheritdoc/>
    /// <value>The default is false.</value>
    public virtual bool IsShared => false;

    /// <inheritdoc/>
    public abstract ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>Observes, as <see cref="ObserveAsync"/> does.</summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    public ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => ObserveAsync(cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken);

    /// <summary>Does nothing. A queue whose builder groups follow the configuration is told of them here.</summary>
    /// <param name="epoch">The epoch of the lead.</param>
    /// <param name="groupIds">The builder groups that are configured from now on.</param>
    /// <param name="afterLoss">True when the store of the leadership may have gone back to an older picture.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public virtual ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>Carries no command out.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0.</returns>
    public ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    /// <summary>Knows no place.</summary>
    /// <param name="claim">The claim.</param>
    /// <returns>Null.</returns>
    public QueuePlace? PlaceOf(Claim claim) => null;
}
