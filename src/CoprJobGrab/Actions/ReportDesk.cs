namespace CoprJobGrab;

/// <summary>Tells the frontend the results, a few at a time, each again and again until it has taken it. Owned by the loop.</summary>
internal sealed class ReportDesk
{
    private const int MaxCalls = 4;

    private readonly IFrontendReporter _reporter;
    private readonly EventHub _events;
    private readonly Pauses _pauses;
    private readonly GuardedCall _call;
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly CallQueue<ListedAction> _calls;
    private bool _isLastTry;

    /// <param name="reporter">Posts the results.</param>
    /// <param name="events">Hears how it went.</param>
    /// <param name="pauses">Between two tries.</param>
    /// <param name="call">Makes the calls.</param>
    /// <param name="time">The clock.</param>
    /// <param name="post">Hands something to the loop.</param>
    public ReportDesk(IFrontendReporter reporter, EventHub events, Pauses pauses, GuardedCall call, TimeProvider time, Action<Action> post)
    {
        (_reporter, _events, _pauses, _call, _time, _post) = (reporter, events, pauses, call, time, post);
        _calls = new CallQueue<ListedAction>(MaxCalls, Begin);
    }

    public bool IsIdle => _calls.IsIdle;

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

    private bool Begin(ListedAction action)
    {
        var report = action.Report!;
        _ = Task.Run(async () =>
        {
            var (takenAt, error) = await _call.TryAsync(token => ReportAsync(report, token)).ConfigureAwait(false);
            _post(() => Ended(action, report, takenAt, error));
        });
        return true;
    }

    private async Task<long> ReportAsync(ActionReport report, CancellationToken cancellationToken)
    {
        await _reporter.ReportActionAsync(report, cancellationToken).ConfigureAwait(false);
        return _time.GetTimestamp();
    }

    private void Ended(ListedAction action, ActionReport report, long takenAt, Exception? error)
    {
        try
        {
            Take(action, report, takenAt, error);
        }
        finally
        {
            _calls.Ended();
        }
    }

    private void Take(ListedAction action, ActionReport report, long takenAt, Exception? error)
    {
        if (error is null)
        {
            action.Standing = LaneStanding.Settled;
            action.ReportedAt = takenAt;
            _events.Emit(new ActionReported(report));
        }
        else if (_isLastTry)
        {
            _events.Emit(new ActionReportFailed(report, error, TimeSpan.Zero));
        }
        else
        {
            action.ReportFailures++;
            var pause = _pauses.After(action.ReportFailures, error);
            action.Alarm.Set(pause, () => Tell(action));
            _events.Emit(new ActionReportFailed(report, error, pause));
        }
    }
}
