using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Tells the frontend the results, a few at a time, each again and again until it has taken it. Owned by the loop.</summary>
/// <remarks>
/// <para>Save, report, remove, in this order (<see cref="IOutcomeStore"/>); the note that the action was begun goes when its result is saved, or reported where it could not be. A result that could not be saved is reported all the same, and each further try of the report begins
/// with a further try of the save.</para>
/// <para>A result that the frontend refuses although it works (<see cref="FrontendSigns"/>) is told once with a plain message, because it may be the message that it cannot
/// store. Refused again, it is given up: it stays in the store, its action does not run again, and its project goes on.</para>
/// </remarks>
internal sealed class ResultOutbox
{
    private const int MaxCalls = 4;

    private readonly IFrontendReporter _reporter;
    private readonly EventHub _events;
    private readonly Pauses _pauses;
    private readonly TimedCall _call;
    private readonly OutcomeJournal _outcomes;
    private readonly BegunNotes _notes;
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly CallQueue<ListedAction> _calls;
    private readonly Action _tookOne;
    private readonly Action _gaveUp;
    private readonly FrontendSigns _signs;
    private bool _isLastTry;

    /// <param name="reporter">Posts the results.</param>
    /// <param name="events">Hears how it went.</param>
    /// <param name="pauses">Between two tries.</param>
    /// <param name="call">Makes the calls.</param>
    /// <param name="outcomes">Keeps what is outstanding.</param>
    /// <param name="notes">Knows what runs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="post">Hands something to the loop.</param>
    /// <param name="tookOne">Comes when the frontend has taken a result.</param>
    /// <param name="gaveUp">Comes when a result is given up.</param>
    public ResultOutbox(
        IFrontendReporter reporter,
        EventHub events,
        Pauses pauses,
        TimedCall call,
        OutcomeJournal outcomes,
        BegunNotes notes,
        TimeProvider time,
        Action<Action> post,
        Action tookOne,
        Action gaveUp)
    {
        (_reporter, _events, _pauses, _call, _outcomes, _notes, _time, _post, _tookOne, _gaveUp) = (reporter, events, pauses, call, outcomes, notes, time, post, tookOne, gaveUp);
        _signs = new FrontendSigns(time);
        _calls = new CallQueue<ListedAction>(MaxCalls, Begin);
    }

    public bool IsIdle => _calls.IsIdle && _outcomes.IsIdle;

    public void Tell(ListedAction action) => _calls.Add(action);

    /// <summary>Tells once more what was given up.</summary>
    public void TellAgain(ListedAction action)
    {
        action.Alarm.Cancel();
        (action.IsDoubted, action.ReportFailures) = (false, 0);
        Tell(action);
    }

    public void ListCame(long askedAt) => _signs.ListCame(askedAt);

    public void ListFailed() => _signs.ListFailed();

    /// <summary>Keeps a result that is given up.</summary>
    public void Keep(ListedAction action)
    {
        var givenUp = action.GivenUp!;
        _outcomes.Save(givenUp, action.FollowedDecision, isKept =>
        {
            action.IsOutcomeStored = action.GivenUp == givenUp ? isKept : action.IsOutcomeStored;
            if (isKept)
            {
                _notes.Remove(action.Listing.Id);
            }
        });
    }

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
    public void Drop(ListedAction action)
    {
        action.Alarm.Cancel();
        action.State = ActionState.Settled;
        _outcomes.Remove(action.Listing.Id);
        _notes.Remove(action.Listing.Id);
    }

    private bool Begin(ListedAction action)
    {
        if (!action.HasUntoldReport || action.IsBeingTold)
        {
            return false;
        }

        action.IsBeingTold = true;
        var report = action.Report!;
        var told = action.IsToldPlainly ? ResultText.Plain(report) : report;
        // What is given up is saved as that, by Keep.
        var isGivenUp = action.State == ActionState.GivenUp;
        var (isStored, taken) = (action.IsOutcomeStored, _signs.Taken);
        _outcomes.Keep(report.ActionId);
        _ = Task.Run(async () =>
        {
            if (!isStored && !isGivenUp && await _outcomes.SaveAsync(report).ConfigureAwait(false))
            {
                isStored = true;
                // Before the result is forgotten again, or the next leader would wait for a note without one.
                _post(() => _notes.Remove(report.ActionId));
            }

            var (takenAt, error) = await _call.TryAsync(token => ReportAsync(told, token)).ConfigureAwait(false);
            _post(() => Ended(action, told, isStored, taken, takenAt, error));
        });
        return true;
    }

    private async Task<long> ReportAsync(ActionReport report, CancellationToken cancellationToken)
    {
        await _reporter.ReportActionAsync(report, cancellationToken).ConfigureAwait(false);
        return _time.GetTimestamp();
    }

    private void Ended(ListedAction action, ActionReport report, bool isStored, int taken, long takenAt, Exception? error)
    {
        try
        {
            action.IsBeingTold = false;
            action.IsOutcomeStored |= isStored;
            if (error is null)
            {
                _notes.Remove(report.ActionId);
            }

            if (error is null)
            {
                Taken(action, report, takenAt);
            }
            else if (action.HasUntoldReport)
            {
                NotTaken(action, report, taken, error);
            }
        }
        finally
        {
            // What was dropped while its save was under way may be in the store again by now.
            if (!action.HasUntoldReport)
            {
                _outcomes.Remove(report.ActionId);
            }

            _calls.Ended();
        }
    }

    private void Taken(ListedAction action, ActionReport report, long takenAt)
    {
        action.State = ActionState.Settled;
        action.ReportedAt = takenAt;
        _events.Emit(new ActionReported(report));
        _signs.Taken++;
        _tookOne();
    }

    private void NotTaken(ListedAction action, ActionReport report, int taken, Exception error)
    {
        if (Refusals.Is(error))
        {
            action.Refusals = _signs.Count(action.Refusals);
            if (action.IsToldPlainly || action.State == ActionState.GivenUp)
            {
                GiveUp(action, taken > action.Refusals.TakenBefore, error);
                return;
            }

            action.IsToldPlainly = _signs.SpeakAgainst(action.Refusals, taken);
        }

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

    private void GiveUp(ListedAction action, bool tookAnother, Exception error)
    {
        action.Alarm.Cancel();
        action.IsDoubted = action.State == ActionState.Reporting && !tookAnother;
        (action.Refusals, action.IsToldPlainly, action.IsOutcomeStored, action.FollowedDecision) = (null, false, false, action.GivenUp?.Decision);
        action.GivenUp = new GivenUpReport(action.Report!, DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()), ResultText.Reason(error));
        action.State = ActionState.GivenUp;
        Keep(action);
        _gaveUp();
        _events.Emit(new ActionReportGivenUp(action.Report!, error));
    }
}
