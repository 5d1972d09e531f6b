namespace CoprJobGrab.Queues.Claims;

/// <summary>The workers' half of the claim protocol over a store.</summary>
internal sealed class WorkerQueue(IClaimStore store) : IWorkerQueue
{
    public async ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(
        IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(groupIds);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        cancellationToken.ThrowIfCancellationRequested();
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var waiting = groupIds.Select(groupId => (groupId, Oldest: store.Group(groupId).OldestAsync(most))).ToList();
        // All are under way before the first is awaited, and a failure of one must not leave another unobserved.
        await Task.WhenAll(waiting.Select(Task (group) => group.Oldest)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var taken = new List<TakenBuild>();
        BuildQueueException? failure = null;
        foreach (var (groupId, oldest) in waiting)
        {
            if (taken.Count == most || (taken.Count > 0 && cancellationToken.IsCancellationRequested))
            {
                break;
            }

            try
            {
                await CallAsync("Taking a task of", groupId, group => TakeAsync(group, oldest, taken, most, lease)).ConfigureAwait(false);
            }
            catch (BuildQueueException fault)
            {
                failure = fault;
            }
        }

        return taken.Count > 0 || failure is null ? await RegisteredAsync(taken).ConfigureAwait(false) : throw failure;
    }

    public ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken) =>
        ByGroupAsync(
            "Renewing leases of", builds, static build => build, (group, own) => group.RenewAsync(own, lease), static build => build, cancellationToken);

    public ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
        IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken)
    {
        ThrowIfNoName(teller);
        return ByGroupAsync(
            "Storing the ends of builds of", builds, static ended => ended.Build, (group, own) => group.EndAsync(own, teller, lease), static build => build,
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<EndedBuild>> UntoldAsync(
        IReadOnlyList<string> groupIds, string teller, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(groupIds);
        ThrowIfNoName(teller);
        var untold = new List<EndedBuild>();
        BuildQueueException? failure = null;
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        foreach (var groupId in groupIds.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            try
            {
                untold.AddRange(await CallAsync("Reading the reports of", groupId, group => group.UntoldAsync(teller, lease)).ConfigureAwait(false));
            }
            catch (BuildQueueException fault)
            {
                failure = fault;
            }
        }

        return untold.Count > 0 || failure is null ? untold : throw failure;
    }

    public ValueTask<IReadOnlyList<bool>> FinishAsync(
        IReadOnlyList<(TakenBuild Build, BuildRelease Release)> builds, CancellationToken cancellationToken) =>
        ByGroupAsync(
            "Finishing tasks of", builds, static end => end.Build,
            static (group, own) => group.FinishAsync([.. own.Select(end => (end.Build, ReleaseWords.Of(end.Release)))]), static _ => null, cancellationToken);

    public async ValueTask<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(heard);
        return await store.ListenAsync(heard, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> TakeAsync(
        IGroupStore group, Task<IReadOnlyList<ReadOnlyMemory<byte>>> first, List<TakenBuild> taken, int most, TimeSpan lease)
    {
        for (var oldest = await first.ConfigureAwait(false); oldest.Count > 0; oldest = await group.OldestAsync(most - taken.Count).ConfigureAwait(false))
        {
            // An element that is no build is nothing for a worker of builds, and must not block the elements behind it.
            var due = oldest.Take(most - taken.Count).Select(element => (WaitingElement.Read(element), element)).ToList();
            var (popped, found) = await group.TakeAsync(due, lease).ConfigureAwait(false);
            taken.AddRange(found);
            if (taken.Count == most || (popped == due.Count && oldest.Count < most && found.Count == popped))
            {
                break;
            }
        }

        return true;
    }

    /// <summary>A store that lost the claims may have lost the registry too, and the leader is to find the lease.</summary>
    private async ValueTask<IReadOnlyList<TakenBuild>> RegisteredAsync(IReadOnlyList<TakenBuild> builds)
    {
        foreach (var groupId in builds.Where(build => build.Incarnation is null).Select(build => build.GroupId).Distinct())
        {
            await store.TryRegisterAsync(groupId).ConfigureAwait(false);
        }

        return builds;
    }

    /// <summary>Calls the store once for each group. The answers are in the order of the items.</summary>
    private async ValueTask<IReadOnlyList<TAnswer>> ByGroupAsync<TItem, TAnswer>(
        string what, IReadOnlyList<TItem> items, Func<TItem, TakenBuild> buildOf, Func<IGroupStore, IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> call,
        Func<TAnswer, TakenBuild?> answered, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var answers = new TAnswer[items.Count];
        foreach (var (groupId, _, positions) in Calls([.. items.Select(buildOf)]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = await CallAsync(what, groupId, group => call(group, [.. positions.Select(position => items[position])])).ConfigureAwait(false);
            for (var at = 0; at < positions.Count; at++)
            {
                answers[positions[at]] = found[at];
            }

            if (found.Any(answer => answer is true || answered(answer) is { Incarnation: null }))
            {
                await store.TryRegisterAsync(groupId).ConfigureAwait(false);
            }
        }

        return answers;
    }

    /// <summary>The positions of each call: a script reads what is stored of all builds before it writes, so that it takes each task once.</summary>
    private static List<(string GroupId, HashSet<string> TaskIds, List<int> Positions)> Calls(IReadOnlyList<TakenBuild> builds)
    {
        var calls = new List<(string GroupId, HashSet<string> TaskIds, List<int> Positions)>();
        for (var position = 0; position < builds.Count; position++)
        {
            var build = builds[position];
            var at = calls.FindIndex(call => call.GroupId == build.GroupId && call.TaskIds.Add(build.TaskId));
            if (at < 0)
            {
                at = calls.Count;
                calls.Add((build.GroupId, new(StringComparer.Ordinal) { build.TaskId }, []));
            }

            calls[at].Positions.Add(position);
        }

        return calls;
    }

    private async Task<T> CallAsync<T>(string what, string groupId, Func<IGroupStore, Task<T>> call)
    {
        var group = store.Group(groupId);
        try
        {
            return await call(group).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw group.Explain(fault, what);
        }
    }

    private static void ThrowIfNoName(string teller)
    {
        ArgumentException.ThrowIfNullOrEmpty(teller);
        if (teller.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException($"The teller's name '{teller}' has a space; give a text without one, such as a uuid.", nameof(teller));
        }
    }
}
