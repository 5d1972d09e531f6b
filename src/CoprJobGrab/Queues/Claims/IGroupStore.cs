namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// One builder group's list, claims and marks in a store. Each call is one atomic step, but for an enqueue of many, which is several.
/// The store in memory says what each step does; the scripts on Redis do the same.
/// </summary>
internal interface IGroupStore
{
    /// <summary>The name of the list that workers pop from.</summary>
    string List { get; }

    /// <summary>Writes the epoch of a new leader. Answers the epoch that the group holds then: a younger one stays.</summary>
    /// <exception cref="GroupOfOtherException">The group is another grabber's.</exception>
    Task<long> StampAsync(long epoch);

    /// <summary>Reads what tells whether the group has changed.</summary>
    Task<GroupProbe> ProbeAsync();

    /// <summary>Reads the names of the elements, the newest first.</summary>
    Task<List<Guid>> NamesAsync(CancellationToken cancellationToken);

    /// <summary>Reads the elements with their names, the newest first.</summary>
    Task<List<(Guid Name, ReadOnlyMemory<byte> Element)>> ElementsAsync(CancellationToken cancellationToken);

    /// <summary>Reads the claims. They are silent or parked: the store does not know which of them wait.</summary>
    Task<StoredClaims> ClaimsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes claims for tasks that stand in the list without one, and takes duplicate elements out. Answers how many claims were left as they are.
    /// </summary>
    Task<WriteAnswer> AdoptAsync(OrphanRepair repair, LeaderTerms terms);

    /// <summary>Ends or replaces claims, each only if it is still the one that was observed. Answers a <see cref="ChangeEnd"/> for each.</summary>
    /// <param name="changes">The claims, with the places of their elements.</param>
    /// <param name="seen">The list that the places are of.</param>
    /// <param name="terms">What the group must be as.</param>
    Task<WriteAnswer> ChangeAsync(IReadOnlyList<ClaimChange> changes, SeenList seen, LeaderTerms terms);

    /// <summary>Claims and pushes tasks, in batches; each batch in one step. It ends when a batch is refused.</summary>
    /// <param name="tasks">The tasks, in the order in which they are pushed.</param>
    /// <param name="now">When they are queued.</param>
    /// <param name="terms">The state that the write must find.</param>
    /// <param name="written">Is told each batch, in order, as soon as its answer is known; what it is given is used again after it returns.</param>
    /// <param name="cancellationToken">Ends the writing between two batches.</param>
    Task EnqueueAsync(
        IReadOnlyList<EnqueuedTask> tasks, DateTimeOffset now, LeaderTerms terms, Action<EnqueuedBatch> written, CancellationToken cancellationToken);

    /// <summary>Takes away the word of an operator that <see cref="GroupProbe.HasConfirmation"/> tells of.</summary>
    Task RemoveConfirmationAsync();

    /// <summary>Carries commands out by marks. Answers how many were marked.</summary>
    /// <param name="commands">The commands, with the places of the elements of their claims.</param>
    /// <param name="seen">The list that the places are of.</param>
    Task<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, SeenList seen);

    /// <summary>Reads the elements that are popped next, in that order.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> OldestAsync(int most);

    /// <summary>
    /// Pops elements while the one that comes next is as seen, and gives their worker a lease.
    /// One that is no build, or whose task has another claim, is thrown away.
    /// </summary>
    /// <returns>How many were popped, and what of them was taken.</returns>
    Task<(int Popped, IReadOnlyList<TakenBuild> Taken)> TakeAsync(IReadOnlyList<(WaitingElement? Build, ReadOnlyMemory<byte> Element)> oldest, TimeSpan lease);

    /// <summary>See <see cref="IWorkerQueue.RenewAsync"/>.</summary>
    Task<IReadOnlyList<TakenBuild?>> RenewAsync(IReadOnlyList<TakenBuild> builds, TimeSpan lease);

    /// <summary>See <see cref="IWorkerQueue.EndAsync"/>.</summary>
    Task<IReadOnlyList<TakenBuild?>> EndAsync(IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease);

    /// <summary>See <see cref="IWorkerQueue.UntoldAsync"/>.</summary>
    Task<IReadOnlyList<EndedBuild>> UntoldAsync(string teller, TimeSpan lease);

    /// <summary>See <see cref="IWorkerQueue.FinishAsync"/>.</summary>
    Task<IReadOnlyList<bool>> FinishAsync(IReadOnlyList<(TakenBuild Build, ReleaseWords Release)> builds);

    /// <summary>Says what an exception of the store means.</summary>
    /// <param name="fault">The exception that was thrown.</param>
    /// <param name="what">The operation that was tried, as the beginning of a sentence that the group follows.</param>
    BuildQueueException Explain(Exception fault, string what);
}
