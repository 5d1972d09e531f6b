using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>
/// Everything that is known of the listed actions; three parts take each through its life: record, handler, report.
/// Owned by the loop of <see cref="ActionLanes"/>, so that no lock is needed; whatever takes time runs elsewhere and posts its end to the loop.
/// </summary>
internal sealed class ActionStates : IDisposable
{
    private readonly ActionHandlers _actionHandlers;
    private readonly EventHub _events;
    private readonly ActionOptions _options;
    private readonly KnownActions _known;
    private readonly RecordFetcher _records;
    private readonly HandlerRunner _handlers;
    private readonly OutcomeJournal _outcomes;
    private readonly BegunNotes _notes;
    private readonly ResultOutbox _reports;
    private readonly UntoldResults _results;
    private readonly CancellationTokenSource _handlerStop = new();
    private readonly CancellationTokenSource _callStop = new();
    private long _newestOffer = long.MinValue;
    private ActionLead _lead = ActionLead.None;
    private bool _isClosed;
    private bool _toldNoHandlers;

    public ActionStates(
        ActionHandlers handlers, ITaskSource source, IFrontendReporter reporter, ActionStores stores, EventHub events, ActionOptions options,
        Pauses reportPauses, ActionLoop loop)
    {
        (_actionHandlers, _events, _options) = (handlers, events, options);
        var (time, post) = (loop.Time, (Action<Action>)loop.Post);
        var pauses = reportPauses.Between(options.FirstPause, options.LongestPause);
        _known = new KnownActions(time, post);
        var call = new TimedCall(time, _callStop.Token);
        _records = new RecordFetcher(source, events, pauses, call, post, action => !_isClosed && _known.Have(action), Learn);
        _notes = new BegunNotes(stores.Notes, events, call, post);
        _handlers = new HandlerRunner(new HandlerRun(handlers, events, time, _handlerStop.Token), events, options, pauses, time, post, _notes)
        {
            MayBegin = () => !_isClosed && _lead.Lasts(), Refused = () => _lead = ActionLead.None, Finish = Finish,
        };
        _outcomes = new OutcomeJournal(stores.Outcomes, events, call, post);
        _reports = new ResultOutbox(reporter, events, reportPauses, _outcomes, _notes, time, post)
        {
            TookOne = () => _results!.TellDoubted(), GaveUp = () => _results!.HasGivenUp = true,
        };
        _results = new UntoldResults(_known, _reports, _outcomes, events, Welcome);
    }

    public bool NothingRuns => _handlers.Running == 0;

    public bool NothingIsBeingReported => _reports.IsIdle && _notes.IsIdle;

    /// <summary>
    /// True when no handler runs and no call is under way. After <see cref="StartNext"/> nothing can start either; what is left waits for a pause to end.
    /// </summary>
    public bool IsIdle => NothingRuns && NothingIsBeingReported && _records.IsIdle;

    /// <summary>How many actions are remembered.</summary>
    public int Count => _known.All.Count;

    /// <inheritdoc cref="UntoldResults.HasGivenUp"/>
    public bool HasGivenUp => _results.HasGivenUp;

    /// <summary>Has stored results taken over, unless a stop has begun.</summary>
    public void Resume(Action<UntoldResults> take)
    {
        if (!_isClosed)
        {
            take(_results);
        }
    }

    public void ListFailed() => _reports.ListFailed();

    /// <summary>Takes the newest list: learns what is new in it, and forgets what is in it no more and has nothing running or outstanding.</summary>
    public void Take(IReadOnlyList<ActionListing> listings, long offeredAt, ActionLead lead)
    {
        if (_isClosed || offeredAt < _newestOffer)
        {
            return;
        }

        _newestOffer = offeredAt;
        _lead = lead;
        _known.HaveMoved = true;
        _outcomes.RemoveTheRest();
        _reports.ListCame(offeredAt);
        _notes.RemoveTheRest();
        TellNoHandlers(listings.Count);
        _known.BeginList();
        foreach (var listing in listings)
        {
            Place(listing, offeredAt);
        }

        foreach (var noted in lead.Others)
        {
            // Nothing of its projects overtakes it when it runs there no more.
            if (_known.Find(noted.ActionId) is { } action)
            {
                action.HasBegun = true;
            }
        }

        _results.ListCame();
        foreach (var action in _known.All.Where(action => IsOver(action, offeredAt)).ToList())
        {
            _known.Forget(action);
        }
    }

    public void StartNext()
    {
        // To plan is to look at every action that is known, so it is done only when one of them stands elsewhere than at the last plan.
        if (_isClosed || !_known.HaveMoved || _handlers.Running >= _options.MaxParallel || !_lead.Lasts())
        {
            return;
        }

        // An action that is listed no more and still runs holds its projects.
        // A result that is outstanding for it holds nothing: the frontend does not wait for the action any more, so it cannot come again out of turn.
        var unlisted = _known.All.Where(action => !action.IsListed && action.State == ActionState.Running);
        // An action that another grabber may still run holds its projects, and stands nowhere in the list.
        var elsewhere = _lead.Others.Where(noted => !Runs(noted.ActionId)).ToDictionary(noted => noted.ActionId);
        var here = _known.InOrder.Concat(unlisted).Where(action => !elsewhere.ContainsKey(action.Listing.Id)).Select(action => action.ForPlanner);
        var held = elsewhere.Values.Select(noted => new LaneAction(noted.ActionId, 0, null, noted.Projects, ActionState.RunsElsewhere));
        foreach (var next in LanePlanner.Next([.. here, .. held], _options.MaxParallel, _options.MaxParallelOf))
        {
            _handlers.Start(_known.Find(next.Id)!, _lead.Epoch);
        }

        _known.HaveMoved = false;
    }

    /// <summary>First stage of a stop: nothing starts any more, and what runs has so long to end.</summary>
    public void Close(TimeSpan patience)
    {
        _isClosed = true;
        if (_handlers.Running > 0 && patience > TimeSpan.Zero)
        {
            _events.Emit(new ActionsAwaited(_handlers.Running, patience));
        }
    }

    /// <summary>Second stage: the tokens of what runs are cancelled.</summary>
    public void Interrupt() => _handlerStop.Cancel();

    /// <summary>Gives up what does not heed its token, and tries each outstanding report for the last time.</summary>
    public void TellTheRest()
    {
        foreach (var action in _known.All.Where(action => action.State == ActionState.Running))
        {
            _handlers.GiveUp(action);
        }

        _reports.TellForTheLastTime();
    }

    /// <summary>Last stage: no call goes on, so each report that is still outstanding is told as lost to this process.</summary>
    public void EndCalls()
    {
        _callStop.Cancel();
        _reports.EndCalls();
    }

    /// <summary>Ends the calls that are under way, and every pause.</summary>
    public void Dispose()
    {
        _reports.Dispose();
        _callStop.Cancel();
        _callStop.Dispose();
        _handlerStop.Dispose();
        foreach (var action in _known.All)
        {
            action.Alarm.Cancel();
        }
    }

    private static bool IsOver(ListedAction action, long offeredAt) =>
        !action.IsListed && !action.HasUntoldReport && action.State != ActionState.Running && !action.WasReportedAfter(offeredAt);

    private bool Runs(long actionId) => _known.Find(actionId)?.State == ActionState.Running;

    private void TellNoHandlers(int listed)
    {
        if (listed > 0 && !_actionHandlers.Any && !_toldNoHandlers)
        {
            _toldNoHandlers = true;
            _events.Emit(new ActionUnhandled(null, listed));
        }
    }

    private void Place(ActionListing listing, long offeredAt)
    {
        var action = _known.Find(listing.Id);
        if (action is null || (action.ReportedAt is not null && !action.WasReportedAfter(offeredAt)))
        {
            // Unknown, or the frontend had taken the report before it made this list: then it has put the action back, and the action runs again.
            action = _known.Add(listing);
            Welcome(action);
        }

        if (!action.IsListed)
        {
            _known.List(action, listing);
        }
    }

    private void Welcome(ListedAction action)
    {
        if (action.Listing.Record is { } record)
        {
            Learn(action, record);
        }
        else if (_actionHandlers.Any)
        {
            _records.Want(action);
        }
    }

    private void Learn(ListedAction action, ActionTask record)
    {
        action.Record = record;
        action.Projects = ActionProjects.Of(record);
        if (_actionHandlers.Find(record.Type) is null)
        {
            action.State = ActionState.Settled;
            _events.Emit(new ActionUnhandled(record));
        }
        else
        {
            action.State = ActionState.Ready;
        }
    }

    private void Finish(ListedAction action, ActionReport report, Exception? error)
    {
        action.Report = ResultText.Sound(report);
        action.State = ActionState.Reporting;
        _events.Emit(new ActionFinished(action.Record!, action.Report) { Error = error });
        _reports.Tell(action);
    }
}
