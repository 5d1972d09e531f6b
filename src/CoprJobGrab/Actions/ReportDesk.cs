namespace CoprJobGrab;

/// <summary>Tells the frontend the results, a few at a time, each again and again until it has taken it. Owned by the loop.</summary>
/// <remarks>
/// Save, report, remove, in this order (<see cref="IOutcomeStore"/>). A result that could not be saved is reported all the same, and each further try of the report begins
/// with a further try of the save.
/// </remarks>
internal sealed class ReportDesk
{
    private const int MaxCalls = 4;

    private readonly IFrontendReporter _reporter;
    private readonly EventHub _events;
    private readonly Pauses _pauses;
    private readonly GuardedCall _call;
    private readonly OutcomeDesk _outcomes;
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly CallQueue<ListedAction> _calls;
    private bool _isLastTry;

    /// <param name="reporter">Posts the results.</param>
    /// <param name="events">Hears how it went.</param>
    /// <param name="pauses">Between two tries.</param>
    /// <param name="call">Makes the calls.</param>
    /// <param name="outcomes">Keeps what is outstanding.</param>
    /// <param name="time">The clock.</param>
    /// <param name="post">Hands something to the loop.</param>
    public ReportDesk(IFrontendReporter reporter, EventHub events, Pauses pauses, GuardedCall call, OutcomeDesk outcomes, TimeProvider time, Action<Action> post)
    {
        (_reporter, _events, _pauses, _call, _outcomes, _time, _post) = (reporter, events, pauses, call, outcomes, time, post);
        _calls = new CallQueue<ListedAction>(MaxCalls, Begin);
    }

    public bool IsIdle => _calls.IsIdle && _outcomes.IsIdle;

    public void Tell(ListedAction action) => _calls.Add(action);

    /// <summary>Ends the pauses between tries: what is outstanding has one try left.</summary>
    public void TellForTheLastTime(IEnumerable<ListedAction> outstanding)
    {
        _isLastTry = true;
        foreach (var action in outstanding.Where(action => action.Alarm.IsSet))
        {
            action.Alarm.Cancel();
            Tell(action);
        }
    }

    /// <summary>Tells nobody any more, because nobody waits for it.</summary>
    public void GiveUp(ListedAction action)
    {
        action.Alarm.Cancel();
        action.Standing = LaneStanding.Settled;
        _outcomes.Remove(action.Listing.Id);
    }

    private bool Begin(ListedAction action)
    {
        if (action.Standing != LaneStanding.Reporting)
        {
            return false;
        }

        var report = action.Report!;
        var isStored = action.IsOutcomeStored;
        _outcomes.Keep(report.ActionId);
        _ = Task.Run(async () =>
        {
            isStored = isStored || await _outcomes.SaveAsync(report).ConfigureAwait(false);
            var (takenAt, error) = await _call.TryAsync(token => ReportAsync(report, token)).ConfigureAwait(false);
            _post(() => Ended(action, report, isStored, takenAt, error));
        });
        return true;
    }

    private async Task<long> ReportAsync(ActionReport report, CancellationToken cancellationToken)
    {
        await _reporter.ReportActionAsync(report, cancellationToken).ConfigureAwait(false);
        return _time.GetTimestamp();
    }

    private void Ended(ListedAction action, ActionReport report, bool isStored, long takenAt, Exception? error)
    {
        try
        {
            action.IsOutcomeStored = isStored;
            if (error is null)
            {
                Taken(action, report, takenAt);
            }
            else if (action.Standing == LaneStanding.Reporting)
            {
                Refused(action, report, error);
            }
        }
        finally
        {
            // What was given up while its save was under way may be in the store again by now.
            if (action.Standing != LaneStanding.Reporting)
            {
                _outcomes.Remove(report.ActionId);
            }

            _calls.Ended();
        }
    }

    private void Taken(ListedAction action, ActionReport report, long takenAt)
    {
        action.Standing = LaneStanding.Settled;
        action.ReportedAt = takenAt;
        _events.Emit(new ActionReported(report));
    }

    private void Refused(ListedAction action, ActionReport report, Exception error)
    {
        if (_isLastTry)
        {
            _events.Emit(new ActionReportFailed(report, error, TimeSpan.Zero));
            return;
        }

        action.ReportFailures++;
        var pause = _pauses.After(action.ReportFailures, error);
        action.Alarm.Set(pause, () => Tell(action));
        _events.Emit(new ActionReportFailed(report, error, pause));
    }
}
