using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Sources;

namespace CoprJobGrab.Cancels;

/// <summary>
/// Serves the users' cancel requests: fetched outside the grabber's turn, decided and written in it, while this grabber leads, and reported outside it again.
/// </summary>
internal sealed class CancelService : IDisposable
{
    // Each look but the first follows a task that was popped, or a claim that was changed, between the look and the write.
    // A request whose task changes so often waits for the next step.
    private const int MostLooks = 5;

    private readonly EventHub _events;
    private readonly Turns _steps = new();
    private readonly CancelStates _states;
    private readonly CancelList _list;
    private List<(string TaskId, string? GroupId)> _planned = [];
    private Dictionary<string, string?>? _unclaimed;
    private bool _isPostponingTold;
    private bool _writeFails;
    private int _ended;

    /// <summary>There are no requests where nobody says what is to be cancelled, or the queue cannot do it.</summary>
    public CancelService(ICancelRequests? requests, EventHub events, Pauses pauses, TimeProvider time)
    {
        IsServed = requests is not null;
        requests ??= new NoCancelRequests();
        (_events, _states) = (events, new CancelStates(requests, events, pauses, time));
        _list = new CancelList(requests, _states, events, time);
    }

    /// <summary>False when nobody says what is to be cancelled, or the queue cannot do it.</summary>
    public bool IsServed { get; }

    /// <summary>The tasks whose users have cancelled them, until the frontend lists the request no more.</summary>
    public IReadOnlySet<string> Requested => _states.Requested;

    /// <summary>The tasks that a plan of the last builds list must not hand out.</summary>
    public KnownCancels InPlan => new(_states.Withheld, _list.WasUnheard);

    /// <summary>The tasks that a plan must not hand out when its builds list is asked for after this.</summary>
    public KnownCancels Now => new(_states.Requested, IsServed && !_states.IsHeard);

    /// <summary>Waits until no other step goes on.</summary>
    /// <returns>Is disposed at the end of the step.</returns>
    public ValueTask<Turns.End> BeginAsync(CancellationToken cancellationToken) => _steps.TakeAsync(cancellationToken);

    /// <inheritdoc cref="CancelList.FetchAsync"/>
    public Task<Exception?> FetchAsync(CancellationToken cancellationToken) => _list.FetchAsync(cancellationToken);

    /// <inheritdoc cref="CancelList.PeekAsync"/>
    public Task<(IReadOnlySet<string> Requested, Exception? Fault)> PeekAsync(CancellationToken cancellationToken) => _list.PeekAsync(cancellationToken);

    /// <inheritdoc cref="CancelList.BeginBuildsAsync"/>
    public Task BeginBuildsAsync(CancellationToken cancellationToken) => _list.BeginBuildsAsync(cancellationToken);

    /// <summary>Remembers where the tasks would go that a plan found listed and not claimed. Called in the grabber's turn.</summary>
    public void Planned(GrabPlan plan)
    {
        ForgetPlanned();
        if (!IsServed)
        {
            return;
        }

        foreach (var (task, decision) in plan.Tasks)
        {
            switch (decision)
            {
                case Decision.Enqueue enqueue:
                    // It has a claim by then, unless it could not be written.
                    _planned.Add((task.TaskId, enqueue.GroupId));
                    break;
                case Decision.Hold hold:
                    _planned.Add((task.TaskId, hold.GroupId));
                    break;
                case Decision.Refuse:
                    _planned.Add((task.TaskId, null));
                    break;
            }
        }
    }

    /// <summary>Decides the open requests and writes what was decided. Called in the turn of a grabber that leads. Begins to tell the frontend.</summary>
    /// <returns>A report of what was done, and of why a builder group could not be written, if one could not.</returns>
    /// <exception cref="BuildQueueException">The queues could not be observed.</exception>
    /// <exception cref="FencedException">This grabber leads no more.</exception>
    public async Task<CancelReport> DecideAsync(
        IBuildQueue queue, Func<GrabPlan, ValueTask> apply, Func<bool> leads, CancellationToken cancellationToken)
    {
        var report = new CancelReport { Requested = _states.Requested.Count };
        var open = _states.Open();
        HashSet<string> left = new(open, StringComparer.Ordinal), ending = new(StringComparer.Ordinal);
        QueueState? observed = null;
        for (var look = 0; open.Count > 0 && look < MostLooks; look++)
        {
            observed = await queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
            if (look == 0 && observed.Groups.Values.Any(group => group.IsUnsettled && group.Fault is null))
            {
                // What stands in a list without a claim is claimed: as long as there is such an element, it may be that of a cancelled task.
                // Waiting for the next cycle would not do: another writer may have pushed again by then.
                await apply(new GrabPlan(observed, [])).ConfigureAwait(false);
                observed = await queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
            }

            var seen = observed;
            List<CancelDecision> decisions =
            [
                .. open.Select(taskId => CancelDecider.About(taskId, seen, UnclaimedIn(taskId, seen))).OfType<CancelDecision>()
            ];
            ending.UnionWith(decisions.Where(decision => decision.EndsClaim).Select(decision => decision.TaskId));
            List<Claim> unstoppable = [.. decisions.Select(decision => decision.Unstoppable).OfType<Claim>().Where(claim => !claim.WasCancelled)];
            if (unstoppable.Count > 0)
            {
                // Before the frontend is told: it lists neither the task nor the request any more then, and the claim is all that is left to tell of it.
                // A note that could not be written costs an answer to "why is my build not running?" its best part, and nothing else.
                await apply(Noting(observed, unstoppable)).ConfigureAwait(false);
            }

            List<string> again = [];
            foreach (var group in decisions.GroupBy(decision => decision.Command?.GroupId))
            {
                var (allWritten, fault) = await WriteAsync(
                    queue, [.. group.Select(decision => decision.Command).OfType<ClaimCommand>()], cancellationToken).ConfigureAwait(false);
                report = report with { Error = report.Error ?? fault };
                foreach (var decision in group.Where(decision => allWritten || decision.Command is null))
                {
                    _ended += ending.Contains(decision.TaskId) && !decision.WasRunning ? 1 : 0;
                    _states.Decide(decision, leads);
                    left.Remove(decision.TaskId);
                    report = decision.WasRunning ? report with { Running = report.Running + 1 } : report with { Removed = report.Removed + 1 };
                }

                // Which of several was popped or changed meanwhile shows the next look: what was written is decided in the same way once more,
                // and written no more.
                again.AddRange(group.Where(_ => !allWritten && fault is null).Select(decision => decision.TaskId));
            }

            open = again;
        }

        TellPostponed(_states.LeaveOpen(report.Error is null ? left : new HashSet<string>()), observed);
        Note(report.Error);
        return report with { Postponed = left.Count };
    }

    /// <summary>The queues could not be observed.</summary>
    public void Failed(Exception error) => Note(error);

    /// <summary>How many claims have ended by cancels since the last time. Called in the grabber's turn.</summary>
    public int TakeEnded()
    {
        var ended = _ended;
        _ended = 0;
        return ended;
    }

    /// <summary>Forgets everything: the leader serves the requests, and this grabber does not lead, or has only just begun to.</summary>
    public void Forget()
    {
        _states.Forget();
        ForgetPlanned();
    }

    public void Dispose()
    {
        _steps.Dispose();
        _list.Dispose();
        _states.Dispose();
    }

    /// <summary>Writes claims down as those of cancelled tasks whose workers cannot be told.</summary>
    private static GrabPlan Noting(QueueState observed, IReadOnlyList<Claim> unstoppable) => new(observed, [])
    {
        Groups =
        [
            .. unstoppable.GroupBy(claim => claim.GroupId)
                .Select(group => new GroupPlan(group.Key, [], []) { Stamp = [.. group.Select(claim => claim with { WasCancelled = true })] })
        ],
    };

    /// <summary>One builder group that cannot be written costs no other.</summary>
    private static async ValueTask<(bool AllWritten, BuildQueueException? Fault)> WriteAsync(
        IBuildQueue queue, List<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        try
        {
            return (commands.Count == 0 || await queue.CommandAsync(commands, cancellationToken).ConfigureAwait(false) == commands.Count, null);
        }
        catch (BuildQueueException fault)
        {
            return (false, fault);
        }
    }

    /// <summary>The record of a task that no group takes may stand in any group: nobody else's plan is accepted, and this grabber's finds it there.</summary>
    private string? UnclaimedIn(string taskId, QueueState observed)
    {
        // Hardly any plan is made while a request is open, and the table of a first list costs a tenth of its plan.
        _unclaimed ??= _planned.ToDictionary(planned => planned.TaskId, planned => planned.GroupId, StringComparer.Ordinal);
        return !_unclaimed.TryGetValue(taskId, out var groupId) ? null
            : groupId ?? observed.Groups.Values.FirstOrDefault(group => group.IsConfigured)?.GroupId;
    }

    private void ForgetPlanned()
    {
        // New ones, because a first list needs far more room than those that follow.
        (_planned, _unclaimed) = ([], null);
    }

    /// <summary>Tells once of requests that stay open from one step to the next. A step that failed has an event of its own.</summary>
    private void TellPostponed(int staying, QueueState? observed)
    {
        if (staying > 0 && !_isPostponingTold)
        {
            _events.Failed(GrabberStep.Cancels, observed?.Faults.Values.FirstOrDefault()
                ?? new BuildQueueException("An element that nobody has claimed came into a list again and again, or their tasks change all the time. "
                    + "Look who else pushes into the lists."), count: staying);
        }

        _isPostponingTold = staying > 0;
    }

    private void Note(Exception? error)
    {
        if (error is not null && !_writeFails)
        {
            _events.Failed(GrabberStep.Cancels, error, count: _states.Open().Count);
        }

        _writeFails = error is not null;
    }
}
