using CoprJobGrab.Model;

namespace CoprJobGrab.Queues;

/// <summary>The workers' half of the queue: for workers that say that they are alive, unlike a Python worker, which pops and gives no sign.</summary>
internal interface IWorkerQueue
{
    /// <summary>Takes the task that has waited longest, and claims it for this worker in the same step.</summary>
    /// <param name="groupId">The builder group.</param>
    /// <param name="lease">How long the claim lasts unless it is renewed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when nothing waits.</returns>
    /// <exception cref="BuildQueueException">
    /// The store could not be written. The task may be taken all the same: its lease runs out, and it comes again.
    /// </exception>
    ValueTask<TakenBuild?> TakeAsync(string groupId, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Renews the lease. Where the store has lost it, it is taken back; out of the list too, when the task was handed out again and nobody has taken it yet.
    /// </summary>
    /// <param name="build">The build that the worker has.</param>
    /// <param name="lease">How long it lasts from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// The build that the worker has from now on, and whether its user has cancelled it, see <see cref="TakenBuild.IsCancelled"/>;
    /// null when the worker has the task no more and must stop:
    /// another one has, or the task was released.
    /// </returns>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends the claim. The frontend has been told before.</summary>
    /// <param name="build">The build that the worker has.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when another worker has the task by now, so that nothing was done.</returns>
    /// <exception cref="BuildQueueException">The store could not be written. To say it again is harmless.</exception>
    ValueTask<bool> FinishAsync(TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken);
}
