namespace CoprJobGrab;

/// <summary>
/// The workers' half of the queue: for workers that say that they are alive, unlike a Python worker, which pops and gives no sign. Both read the same lists.
/// </summary>
/// <remarks>
/// A lease counts from when the store has written it. Whoever holds it reckons from before the call, by a clock that nobody sets, and is safe.
/// Each call may be made again after a failure; a task that was taken all the same comes again when its lease has run out.
/// A queue that stands before another one derives from <see cref="DelegatingWorkerQueue"/>;
/// <c>WorkerQueueContract</c> of the package CoprJobGrab.Testing checks an implementation. Several threads may call at once.
/// </remarks>
public interface IWorkerQueue
{
    /// <summary>
    /// Takes the tasks that have waited longest, and claims each for this worker in the same step: as many as there are of the first group, then of the second,
    /// and so on. Looking into groups where nothing waits costs one round trip for all of them.
    /// </summary>
    /// <param name="groupIds">The builder groups, in the order in which they are emptied.</param>
    /// <param name="most">How many tasks are taken at most; from 1.</param>
    /// <param name="lease">How long a claim lasts unless it is renewed.</param>
    /// <param name="cancellationToken">Ends it before the next step; what was taken by then is returned.</param>
    /// <returns>What was taken; empty when nothing waits. When a group fails, the builds of the other groups are still returned.</returns>
    /// <exception cref="BuildQueueException">The store could not be written, and nothing is known to be taken.</exception>
    ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Renews leases. Where the store has lost one, it is taken back; out of the list too, when the task was handed out again and nobody has taken it yet.
    /// </summary>
    /// <param name="builds">The builds that the worker has.</param>
    /// <param name="lease">How long they last from now on.</param>
    /// <param name="cancellationToken">Ends it between two groups.</param>
    /// <returns>
    /// For each build what the worker has from now on, and whether its user has cancelled it, see <see cref="TakenBuild.IsCancelled"/>;
    /// null when the worker has the task no more and must stop: another one has, or the claim was ended.
    /// </returns>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Stores that builds have ended, and what is to be told of them. The claims stay, without an end, until <see cref="FinishAsync"/>.
    /// Who said it first tells it, and holds a lease on the report; saying it again renews that.
    /// </summary>
    /// <param name="builds">The builds.</param>
    /// <param name="teller">Names who tells the reports: a text without spaces that no other process has.</param>
    /// <param name="lease">How long the reports are left to it.</param>
    /// <param name="cancellationToken">Ends it between two groups.</param>
    /// <returns>
    /// For each build what its claim is, with the end of the lease on its report; null when another worker has the task, when another one tells its report, or
    /// when its claim was ended.
    /// </returns>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
        IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes over the reports whose tellers have let their leases run out.</summary>
    /// <param name="groupIds">The builder groups.</param>
    /// <param name="teller">Names who tells them from now on.</param>
    /// <param name="lease">How long they are left to it.</param>
    /// <param name="cancellationToken">Ends it between two groups; what was taken over by then is returned.</param>
    /// <returns>What was taken over. When a group fails, the builds of the other groups are still returned.</returns>
    /// <exception cref="BuildQueueException">The store could not be written, and nothing is known to be taken over.</exception>
    ValueTask<IReadOnlyList<EndedBuild>> UntoldAsync(
        IReadOnlyList<string> groupIds, string teller, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Ends claims, and removes the reports of their builds. Call this only after whoever is to be told has been told, and after the last renewal of these
    /// builds was answered: a later renewal takes a task back that may be handed out again by then.
    /// </summary>
    /// <param name="builds">
    /// The builds as <see cref="TakeAsync"/>, <see cref="RenewAsync"/>, <see cref="EndAsync"/> or <see cref="UntoldAsync"/> gave them last, and how each claim
    /// ends.
    /// </param>
    /// <param name="cancellationToken">Ends it between two groups.</param>
    /// <returns>For each build whether its claim was ended. False when another worker has the task by now, or another one tells its report.</returns>
    /// <exception cref="BuildQueueException">The store could not be written. To say it again is harmless.</exception>
    ValueTask<IReadOnlyList<bool>> FinishAsync(IReadOnlyList<(TakenBuild Build, BuildRelease Release)> builds, CancellationToken cancellationToken);

    /// <summary>Listens for hints that there is something to take or to renew. A hint may be missing, or come for nothing.</summary>
    /// <param name="heard">Is called with the id of a builder group; it must be quick, and must not throw.</param>
    /// <param name="cancellationToken">Ends the attempt to listen.</param>
    /// <returns>Ends listening when it is disposed.</returns>
    /// <exception cref="BuildQueueException">The store cannot be listened to.</exception>
    ValueTask<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken);
}
