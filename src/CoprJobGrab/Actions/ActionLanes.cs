using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>
/// Runs the listed actions: one at a time per project (<see cref="ActionProjects"/>), several projects side by side up to
/// <see cref="ActionOptions.MaxParallel"/>, in the order of <see cref="ActionOrder"/>. The cycle offers the list and goes on.
/// </summary>
/// <remarks>
/// <para>An action holds its projects from its first start until the frontend has taken its result: while it pauses after a failed attempt or a deferral,
/// and while its report is outstanding.
/// If the process ended with a report outstanding and the store had lost the result, the action would run again after the next start,
/// and it must not do so after a later action of its project.
/// A result that is outstanding for an action that is listed no more, or that a predecessor left, holds nothing.</para>
/// <para>A handler that goes on after its token was cancelled counts as running, and so do its projects and its place in the limit, until it ends;
/// other projects go on. An action nobody handles holds nothing.</para>
/// <para>Only the result is remembered as long as it is outstanding, in the <see cref="IOutcomeStore"/> too, and until two lists in a row lack the action;
/// how often an action failed is forgotten with the process, and when the action leaves the list.</para>
/// </remarks>
internal sealed class ActionLanes : IAsyncDisposable, IDisposable
{
    // How long a handler may take to heed its token at a stop.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // How long a stop takes beyond its patience at most; what is left of both is for the last reports.
    private static readonly TimeSpan LongestBeyondPatience = TimeSpan.FromSeconds(10);

    private readonly ActionLoop _loop;
    private readonly ActionStates _states;
    private readonly ActionStores _stores;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopAsked;
    private long _resumedIn;

    public ActionLanes(
        ActionHandlers handlers, ITaskSource source, IFrontendReporter reporter, ActionStores stores, EventHub events, ActionOptions options,
        Pauses reportPauses, TimeProvider time)
    {
        (_stores, _time, _loop) = (stores, time, new ActionLoop(events, time));
        _states = new ActionStates(handlers, source, reporter, stores, events, options, reportPauses, _loop);
        _loop.Start(_states.StartNext);
    }

    /// <summary>
    /// A new lead begins, or others may still run what they have begun: reads the results that they left, and reports them. Their actions do not run again.
    /// </summary>
    /// <remarks>
    /// Comes after the notes of begun actions were read, and before the list is asked for.
    /// A result is kept before its note goes, and until the frontend has it.
    /// In this order an action that was begun is found in the notes, in the results or in the frontend's answer.
    /// </remarks>
    /// <returns>
    /// The actions that others have begun and may still run and that have no result; null when the stores could not be read and written, which an event tells.
    /// No list may be offered then; the next cycle tries again.
    /// </returns>
    public async ValueTask<IReadOnlyList<NotedAction>?> ResumeAsync(long epoch, IReadOnlyList<NotedAction> noted, CancellationToken cancellationToken)
    {
        if (await _stores.TryReadAsync(cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        // An action that is to run again may have been begun since.
        var givenUp = stored.GivenUp.Where(givenUp => givenUp.Decision != ReportDecision.Run).Select(givenUp => givenUp.Report);
        var ids = stored.Outstanding.Concat(givenUp).Select(report => report.ActionId).ToHashSet();
        if (!await _stores.TryVoidAsync([.. noted.Select(action => action.ActionId).Where(ids.Contains)], cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var isNewLead = _resumedIn != epoch;
        _resumedIn = epoch;
        _loop.Post(() => _states.Resume(results => results.Resume(stored.Outstanding, isNewLead)));
        _loop.Post(() => _states.Resume(results => results.Resume(stored.GivenUp, isNewLead: true)));
        return [.. noted.Where(action => !ids.Contains(action.ActionId))];
    }

    /// <summary>Acts on what operators have decided about results that were given up; where there are none, nothing is read.</summary>
    public async ValueTask FollowDecisionsAsync(CancellationToken cancellationToken)
    {
        if (_states.HasGivenUp && await _stores.TryReadAsync(cancellationToken).ConfigureAwait(false) is { } stored)
        {
            _loop.Post(() => _states.Resume(results => results.Resume(stored.GivenUp, isNewLead: false)));
        }
    }

    /// <summary>The list of actions could not be had.</summary>
    public void ListFailed() => _loop.Post(_states.ListFailed);

    /// <summary>Hands over the newest list of actions. Never waits.</summary>
    /// <param name="actions">The whole list.</param>
    /// <param name="offeredAt">
    /// The clock's timestamp from before the list was asked for.
    /// A list from before a report was taken still shows the action, which does not run again because of it; one from after shows that the frontend put the
    /// action back.
    /// </param>
    /// <param name="lead">The lead under which it is offered.</param>
    /// <exception cref="TaskSourceException">The list has an element that is null. An exception that the list itself throws comes out too.</exception>
    public void Offer(Listing<ActionListing>.Complete actions, long offeredAt, ActionLead lead)
    {
        // The list is the source's; it is read here, where a fault of it costs the cycle that brought it.
        ActionListing?[] listings = [.. actions.Items];
        if (Array.IndexOf(listings, null) is >= 0 and var index)
        {
            throw new TaskSourceException(
                TaskSourceFault.WrongShape,
                $"Element {index} of the action list is null; the task source must leave it out, or tell it with the malformed records.");
        }

        _loop.Post(() => _states.Take(listings!, offeredAt, lead));
    }

    /// <summary>
    /// Completes when no handler runs, no call to the frontend is under way and nothing can start.
    /// Work that waits for the end of a pause (a failed attempt, a deferral, a record or report that failed) does not count,
    /// or a frontend that never answers would never let it end; <see cref="StopAsync"/> tries such a report once more.
    /// </summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken) => _loop.When(() => _states.IsIdle).WaitAsync(cancellationToken);

    /// <summary>True after a stop that has given up on a handler, which may still run.</summary>
    public bool LeftRunning { get; private set; }

    /// <summary>
    /// Stops in two stages: nothing starts any more; what runs has its patience, and is cancelled then. At last each outstanding report has one more try.
    /// </summary>
    /// <param name="patience">How long running handlers may go on. The whole stop takes ten seconds more at most, the last reports included.</param>
    /// <param name="cancellationToken">Ends every wait of the stop; the stop itself still happens.</param>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopAsked, true))
        {
            await _stopped.Task.ConfigureAwait(false);
            return;
        }

        var began = _time.GetTimestamp();
        _loop.Post(() => _states.Close(patience));
        await _loop.WaitAsync(() => _states.NothingRuns, patience, cancellationToken).ConfigureAwait(false);
        _loop.Post(_states.Interrupt);
        LeftRunning = !await _loop.WaitAsync(() => _states.NothingRuns, Grace, cancellationToken).ConfigureAwait(false);
        _loop.Post(_states.TellTheRest);
        var left = patience + LongestBeyondPatience - _time.GetElapsedTime(began);
        await _loop.WaitAsync(() => _states.NothingIsBeingReported, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        _loop.Post(_states.EndCalls);
        await _loop.WaitAsync(() => _states.NothingIsBeingReported, Grace, cancellationToken).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero, new CancellationToken(canceled: true)).ConfigureAwait(false);

    /// <summary>Stops at once and does not wait for it, for hosts that cannot.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _stopAsked, true))
        {
            _loop.Post(() => _states.Close(TimeSpan.Zero));
            _loop.Post(_states.Interrupt);
            _ = EndAsync();
        }
    }

    /// <summary>How many actions are remembered when everything that was posted before has had its effect.</summary>
    internal async Task<int> CountAsync()
    {
        var count = 0;
        await _loop.When(() =>
        {
            count = _states.Count;
            return true;
        }).ConfigureAwait(false);
        return count;
    }

    private async Task EndAsync()
    {
        try
        {
            await _loop.EndAsync().ConfigureAwait(false);
            _states.Dispose();
        }
        finally
        {
            _stopped.SetResult();
        }
    }
}
