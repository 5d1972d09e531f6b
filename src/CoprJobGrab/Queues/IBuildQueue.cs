namespace CoprJobGrab;

/// <summary>The queues of all builder groups, and the claims beside them. The defaults are in memory and on Redis.</summary>
/// <remarks>
/// The grabber calls one method at a time and catches every exception as a failure of the cycle.
/// The rules for an implementation are in <c>docs/architecture.md</c>; <c>BuildQueueContract</c> of the package CoprJobGrab.Testing checks them.
/// A queue of a host's own derives from <see cref="SimpleBuildQueue"/>, and one that stands before another queue from <see cref="DelegatingBuildQueue"/>.
/// </remarks>
public interface IBuildQueue
{
    /// <summary>
    /// True when the queue refuses every epoch but that of its last lead, and carries out commands about claims.
    /// Without it users' cancel requests, the task-end channel and the operator's requests are not served.
    /// </summary>
    bool ServesCommands { get; }

    /// <summary>True when other processes may plan for the same queues, so that one of them must lead.</summary>
    bool IsShared { get; }

    /// <summary>
    /// Looks at the queues. Comes before the fetch of a cycle, so that the plan compares an older picture of the queues with a newer one of the frontend.
    /// </summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <exception cref="FencedException">A group does not hold the epoch of this queue's lead.</exception>
    /// <exception cref="BuildQueueException">The store could not be read.</exception>
    ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>Observes for a caller that does not plan: it is not refused, whoever leads.</summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <exception cref="BuildQueueException">No group could be observed.</exception>
    ValueTask<QueueState> LookAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes what the plan says. Each task is claimed and pushed in one step or not at all, and a plan that is applied twice changes nothing the second time.
    /// A group that cannot be written is told in its <see cref="GroupResult"/> and costs no other group.
    /// </summary>
    /// <param name="plan">A plan that was made from the last observation.</param>
    /// <param name="cancellationToken">Ends the writing between two steps. The steps that were written stay, and are told in the answer as always.</param>
    /// <returns>One result for each <see cref="GroupPlan"/>, and one for each other group that could not be observed.</returns>
    ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a lead: writes its epoch into every group, configured or known from earlier.
    /// Comes before the first observation of the leader, and again with the same epoch when the configured groups have changed, or when it has failed.
    /// </summary>
    /// <param name="epoch">The epoch of the lead; above every one before.</param>
    /// <param name="groupIds">The builder groups that are configured from now on.</param>
    /// <param name="afterLoss">
    /// True when the store may have gone back to an older picture: a task that is known to be taken and that waits again was not put there by anybody.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FencedException">A group has seen a younger epoch.</exception>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out commands, by marks beside the claims that they are about. The leader acts on the marks in its next cycle.
    /// An element of a claim that ends is taken out of the list where it still waits.
    /// </summary>
    /// <param name="commands">The commands.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many were carried out; a claim that is another by now is spared.</returns>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken);

    /// <summary>Where a claim's task stands in its list, as of the last observation or later.</summary>
    /// <param name="claim">The claim as observed.</param>
    /// <returns>Null when it does not wait, or when the queue does not know.</returns>
    QueuePlace? PlaceOf(Claim claim);
}
