namespace CoprJobGrab;

/// <summary>The queues of all builder groups, and the claims beside them. The defaults are in memory and on Redis.</summary>
/// <remarks>
/// The grabber calls one method at a time and catches every exception as a failure of the cycle.
/// The rules for an implementation are in <c>docs/architecture.md</c>; <c>BuildQueueContract</c> of the package CoprJobGrab.Testing checks them.
/// </remarks>
public interface IBuildQueue
{
    /// <summary>
    /// Looks at the queues. Comes before the fetch of a cycle, so that the plan compares an older picture of the queues with a newer one of the frontend.
    /// </summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <exception cref="BuildQueueException">The store could not be read.</exception>
    ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes what the plan says. Each task is claimed and pushed in one step or not at all, and a plan that is applied twice changes nothing the second time.
    /// A group that cannot be written is told in its <see cref="GroupResult"/> and costs no other group.
    /// </summary>
    /// <param name="plan">A plan that was made from the last observation.</param>
    /// <param name="cancellationToken">Ends the writing between two steps. The steps that were written stay, and are told in the answer as always.</param>
    ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken);
}
