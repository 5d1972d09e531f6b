namespace CoprJobGrab;

/// <remarks>
/// Users' cancel requests have an interval of their own, so that a cancelled task leaves its queue in seconds however long the pause between two cycles is.
/// They are decided in the same turn as cycles are, because only one at a time may plan, and only while this grabber leads.
/// </remarks>
public sealed partial class JobGrabber
{
    /// <summary>True when somebody says what is to be cancelled, and the queue can do it.</summary>
    internal bool ServesCancels => _queue.ServesCommands && _cancels.IsServed;

    /// <summary>The tasks whose users have cancelled them, until the frontend lists their requests no more: none of them is handed out.</summary>
    internal IReadOnlySet<string> CancelledByUsers => _cancels.Requested;

    private bool Leads => Interlocked.Read(ref _epoch) is not 0 and var epoch && _leadership.Lasts(epoch);

    /// <summary>
    /// Fetches the users' cancel requests, does what they say, and begins to tell the frontend: a task that waits leaves its queue,
    /// a worker that holds a lease is told, and of one that gives no sign it is told that it has the task.
    /// The hosted loop calls this on <see cref="LoopOptions.CancelInterval"/>.
    /// Only the grabber that leads does anything, from its first cycle on, and none whose queue is one of the host's own.
    /// </summary>
    /// <param name="cancellationToken">Ends the step; what it had not done yet, the next one does.</param>
    /// <returns>The result of the step; a failure is told in <see cref="CancelReport.Error"/>, not thrown.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<CancelReport> ServeCancelRequestsAsync(CancellationToken cancellationToken = default)
    {
        using var step = await _cancels.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (!ServesCancels || !Leads)
        {
            return new CancelReport { Role = GrabberRole.Standby };
        }

        var unheard = await _cancels.FetchAsync(cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!Leads)
            {
                _cancels.Forget();
                return new CancelReport { Role = GrabberRole.Standby };
            }

            var epoch = _epoch;
            var report = await _cancels.DecideAsync(
                _queue, AdoptAsync, NoteAsync, () => _leadership.Lasts(epoch), cancellationToken).ConfigureAwait(false);
            return report with { Error = report.Error ?? unheard };
        }
        catch (FencedException fenced)
        {
            // The next cycle stands down, and tells. Where nobody else leads, what was decided stands until then.
            if (fenced.IsByYounger)
            {
                _cancels.Forget();
            }

            return new CancelReport { Role = GrabberRole.Standby };
        }
#pragma warning disable CA1031 // The loop outlives whatever a queue throws; the report carries it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            _cancels.Failed(fault);
            return new CancelReport { Error = fault };
        }
        finally
        {
            _turn.Release();
        }
    }

    // Waiting for the next cycle would not do: another writer may have pushed again by then. The next cycle tells of a failure.
    private async ValueTask AdoptAsync(QueueState observed)
    {
        using var writing = _taskEnds.Writing(observed);
        RefuseFenced(await _queue.ApplyAsync(new GrabPlan(observed, []), CancellationToken.None).ConfigureAwait(false));
    }

    // A note that could not be written costs an answer to "why is my build not running?" its best part, and nothing else.
    private async ValueTask NoteAsync(QueueState observed, IReadOnlyList<Claim> cancelled)
    {
        using var writing = _taskEnds.Writing(observed);
        IReadOnlyList<GroupPlan> groups =
        [
            .. cancelled.GroupBy(claim => claim.GroupId)
                .Select(group => new GroupPlan(group.Key, [], []) { Stamp = [.. group.Select(claim => claim with { WasCancelled = true })] })
        ];
        RefuseFenced(await _queue.ApplyAsync(new GrabPlan(observed, []) { Groups = groups }, CancellationToken.None).ConfigureAwait(false));
    }

    private void RefuseFenced(ApplyResult applied)
    {
        if (applied.Groups.Where(group => group.FencedBy is not null).MaxBy(group => group.FencedBy) is { FencedBy: { } fencedBy } group)
        {
            throw new FencedException(group.GroupId, _epoch, fencedBy);
        }
    }

    private CycleReport WithCancels(CycleReport report) => report.Ok ? report with { Cancelled = _cancels.TakeEnded() } : report;
}
