namespace CoprJobGrab;

/// <summary>
/// Serves the users' cancel requests: fetched outside the grabber's turn, decided and written in it, while this grabber leads, and reported outside it again.
/// </summary>
/// <param name="requests">Says what is to be cancelled, and is told what became of it.</param>
/// <param name="reports">Tells it.</param>
/// <param name="events">Hear what was decided.</param>
/// <param name="time">The clock.</param>
internal sealed class CancelDesk(ICancelRequests requests, CancelReports reports, EventHub events, TimeProvider time) : IDisposable
{
    // Each look but the first follows a task that was popped, or a claim that was changed, between the look and the write. What changes so often waits for the next step.
    private const int MostLooks = 5;

    private readonly SemaphoreSlim _step = new(1, 1);
    private readonly CancelLedger _ledger = new(time);
    private readonly Dictionary<string, string?> _unclaimed = new(StringComparer.Ordinal);
    private bool _listFails, _writeFails;
    private int _ended;

    /// <summary>False when nobody says what is to be cancelled.</summary>
    public bool IsServed => requests is not NoCancelRequests;

    /// <summary>The tasks whose users have cancelled them, until the frontend lists the request no more.</summary>
    public IReadOnlySet<string> Requested => _ledger.Requested;

    /// <summary>Waits until no other step goes on.</summary>
    /// <returns>Is disposed at the end of the step.</returns>
    public async ValueTask<IDisposable> BeginAsync(CancellationToken cancellationToken)
    {
        await _step.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Step(_step);
    }

    /// <summary>Asks for the requests. Without news, those of the last list stand.</summary>
    /// <returns>Why there is no news; null when there is, or when the frontend has no such list.</returns>
    public async Task<Exception?> FetchAsync(CancellationToken cancellationToken)
    {
        var (listing, fault) = await new GuardedCall(time, cancellationToken).TryAsync(token => requests.FetchAsync(token).AsTask()).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (listing is Listing<string>.Complete complete)
        {
            _ledger.Follow(complete.Items);
        }

        var error = fault ?? (listing as Listing<string>.NoNews)?.Error;
        if (error is not null && !_listFails)
        {
            events.Emit(new CancelListFailed(error));
        }

        _listFails = error is not null;
        return error;
    }

    /// <summary>Asks for the requests for somebody who only wants to know. Nothing is remembered, and no event tells.</summary>
    /// <returns>The tasks that are to be cancelled, by the last list when there is no news; and why there is none, as <see cref="FetchAsync"/> tells it.</returns>
    public async Task<(IReadOnlySet<string> Requested, Exception? Fault)> PeekAsync(CancellationToken cancellationToken)
    {
        using var step = await BeginAsync(cancellationToken).ConfigureAwait(false);
        var (listing, fault) = await new GuardedCall(time, cancellationToken).TryAsync(token => requests.FetchAsync(token).AsTask()).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return listing is Listing<string>.Complete complete
            ? (complete.Items.ToHashSet(StringComparer.Ordinal), null)
            : (_ledger.Requested, fault ?? (listing as Listing<string>.NoNews)?.Error);
    }

    /// <summary>Remembers where the tasks would go that a plan found listed and not claimed. Called in the grabber's turn.</summary>
    public void Planned(GrabPlan plan)
    {
        _unclaimed.Clear();
        if (!IsServed)
        {
            return;
        }

        foreach (var (task, decision) in plan.Tasks)
        {
            switch (decision)
            {
                case Decision.Hold hold:
                    _unclaimed[task.TaskId] = hold.GroupId;
                    break;
                case Decision.Refuse:
                    _unclaimed[task.TaskId] = null;
                    break;
            }
        }
    }

    /// <summary>Decides the open requests and writes what was decided. Called in the turn of a grabber that leads. Begins to tell the frontend.</summary>
    /// <exception cref="BuildQueueException">The queues could not be observed or written.</exception>
    /// <exception cref="FencedException">This grabber leads no more.</exception>
    public async Task<CancelReport> DecideAsync(IClaimQueue queue, CancellationToken cancellationToken)
    {
        var report = new CancelReport { Requested = _ledger.Requested.Count };
        var open = _ledger.Open();
        HashSet<string> ending = new(StringComparer.Ordinal);
        for (var look = 0; open.Count > 0 && look < MostLooks; look++)
        {
            var observed = await queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
            List<CancelDecision> decisions = [.. open.Select(taskId => CancelDecisions.About(taskId, observed, UnclaimedIn(taskId, observed))).OfType<CancelDecision>()];
            if (decisions.Count == 0)
            {
                break;
            }

            List<Release> releases = [.. decisions.Select(decision => decision.Release).OfType<Release>()];
            ending.UnionWith(decisions.Where(decision => decision.EndsClaim).Select(decision => decision.TaskId));
            var allWritten = releases.Count == 0 || await WriteAsync(queue, releases, cancellationToken).ConfigureAwait(false);
            foreach (var decision in decisions.Where(decision => allWritten || decision.Release is null))
            {
                Handle(decision, ending.Contains(decision.TaskId));
                report = decision.WasRunning ? report with { Running = report.Running + 1 } : report with { Removed = report.Removed + 1 };
            }

            // Which of several was popped or changed meanwhile shows the next look: what was written is decided in the same way once more, and written no more.
            open = allWritten ? [] : [.. decisions.Where(decision => decision.Release is not null).Select(decision => decision.TaskId)];
        }

        _writeFails = false;
        return report with { Postponed = open.Count };
    }

    /// <summary>The queues could not be observed or written.</summary>
    public void Failed(Exception error)
    {
        if (!_writeFails)
        {
            _writeFails = true;
            events.Emit(new CancelsFailed(_ledger.Open().Count, error));
        }
    }

    /// <summary>How many claims have ended by cancels since the last time.</summary>
    public int TakeEnded() => Interlocked.Exchange(ref _ended, 0);

    /// <summary>Forgets everything: the leader serves the requests, and this grabber does not lead, or has only just begun to.</summary>
    public void Forget()
    {
        reports.Forget();
        _ledger.Forget();
        _unclaimed.Clear();
    }

    public void Dispose() => _step.Dispose();

    private static async ValueTask<bool> WriteAsync(IClaimQueue queue, List<Release> releases, CancellationToken cancellationToken) =>
        await queue.ReleaseAsync(releases, cancellationToken).ConfigureAwait(false) == releases.Count;

    /// <summary>The record of a task that no group takes may stand in any group: nobody else's plan is accepted, and this grabber's finds it there.</summary>
    private string? UnclaimedIn(string taskId, QueueState observed) => _unclaimed.TryGetValue(taskId, out var groupId)
        ? groupId ?? observed.Groups.Values.FirstOrDefault(group => group.IsConfigured)?.GroupId
        : null;

    private void Handle(CancelDecision decision, bool endedClaim)
    {
        var (taskId, wasRunning, _) = decision;
        var (entry, isNews) = _ledger.Handle(taskId, wasRunning);
        if (endedClaim && !wasRunning)
        {
            Interlocked.Increment(ref _ended);
        }

        if (isNews)
        {
            events.Emit(new TaskCancelled(taskId, wasRunning));
            if (decision.UnstoppableIn is { } groupId)
            {
                events.Emit(new CancelUnstoppable(taskId, groupId));
            }
        }

        reports.Tell(taskId, wasRunning, () => _ledger.IsCurrent(taskId, entry), () => _ledger.Taken(entry));
    }

    private sealed class Step(SemaphoreSlim step) : IDisposable
    {
        public void Dispose() => step.Release();
    }
}
