using System.Threading.Channels;
using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Leadership;

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
internal sealed partial class ActionLanes : IAsyncDisposable, IDisposable
{
    // How long a handler may take to heed its token at a stop.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // How long a stop takes beyond its patience at most; what is left of both is for the last reports.
    private static readonly TimeSpan LongestBeyondPatience = TimeSpan.FromSeconds(10);

    private readonly Channel<Action> _inbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Waiter> _waiters = [];
    private readonly IOutcomeStore _outcomes;
    private readonly IActionNotes? _notes;
    private readonly ActionStates _board;
    private readonly EventHub _events;
    private readonly TimeProvider _time;
    private readonly Task _loop;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopAsked;
    private long _resumedIn;

    /// <param name="handlers">The handlers, by type of action.</param>
    /// <param name="source">Has the records of actions.</param>
    /// <param name="reporter">Is told the results.</param>
    /// <param name="outcomes">Keeps the results that are outstanding.</param>
    /// <param name="notes">Keeps what was begun; null when no other grabber would have to wait for it.</param>
    /// <param name="events">Hears of everything.</param>
    /// <param name="options">The limits, and the pauses between attempts of an action.</param>
    /// <param name="reportPauses">Between two attempts to tell a result.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Gives numbers from 0 up to 1 for the jitter of pauses; by default the shared random numbers.</param>
    public ActionLanes(
        ActionHandlers handlers,
        ITaskSource source,
        IFrontendReporter reporter,
        IOutcomeStore outcomes,
        IActionNotes? notes,
        EventHub events,
        ActionOptions options,
        Pauses reportPauses,
        TimeProvider time,
        Func<double>? random = null)
    {
        (_outcomes, _notes, _events, _time) = (outcomes, notes, events, time);
        _board = new ActionStates(handlers, source, reporter, outcomes, notes, events, options, reportPauses, time, random ?? Random.Shared.NextDouble, Post);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Reads everything that the stores keep about actions, whoever runs them.</summary>
    /// <exception cref="CoprJobGrabException">The stores could not be read.</exception>
    public async Task<ActionOverview> OverviewAsync(CancellationToken cancellationToken)
    {
        var (noted, allFrom) = _notes is null ? ([], default) : await _notes.BegunAsync(cancellationToken).ConfigureAwait(false);
        var stored = await _outcomes.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return new ActionOverview(
            [.. noted.OrderBy(action => action.ActionId)],
            [.. stored.Outstanding.OrderBy(report => report.ActionId)],
            [.. stored.GivenUp.OrderBy(givenUp => givenUp.Report.ActionId)],
            allFrom > _time.GetUtcNow() ? allFrom : null);
    }

    /// <summary>Says for an operator that an action runs no more.</summary>
    /// <returns>False when it is not noted as begun.</returns>
    /// <exception cref="OperationRefusedException">The grabber that leads has begun it.</exception>
    /// <exception cref="CoprJobGrabException">The store could not be written.</exception>
    public async Task<bool> ReleaseAsync(long actionId, CancellationToken cancellationToken) =>
        _notes is not null && (await _notes.DisownAsync(actionId, cancellationToken).ConfigureAwait(false)
            ?? throw new OperationRefusedException(
                $"The grabber that leads has begun action {actionId} itself, and knows when it ends, so it was not released; stop that grabber first."));

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

        Post(() => _board.Take(listings!, offeredAt, lead));
    }

    /// <summary>
    /// Completes when no handler runs, no call to the frontend is under way and nothing can start.
    /// Work that waits for the end of a pause (a failed attempt, a deferral, a record or report that failed) does not count,
    /// or a frontend that never answers would never let it end; <see cref="StopAsync"/> tries such a report once more.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WhenIdleAsync(CancellationToken cancellationToken) => When(() => _board.IsIdle).WaitAsync(cancellationToken);

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
        Post(() => _board.Close(patience));
        await WaitAsync(() => _board.NothingRuns, patience, cancellationToken).ConfigureAwait(false);
        Post(_board.Interrupt);
        LeftRunning = !await WaitAsync(() => _board.NothingRuns, Grace, cancellationToken).ConfigureAwait(false);
        Post(_board.TellTheRest);
        var left = patience + LongestBeyondPatience - _time.GetElapsedTime(began);
        await WaitAsync(() => _board.NothingIsBeingReported, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        Post(_board.EndCalls);
        await WaitAsync(() => _board.NothingIsBeingReported, Grace, cancellationToken).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero, new CancellationToken(canceled: true)).ConfigureAwait(false);

    /// <summary>Stops at once and does not wait for it, for hosts that cannot.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _stopAsked, true))
        {
            Post(() => _board.Close(TimeSpan.Zero));
            Post(_board.Interrupt);
            _ = EndAsync();
        }
    }

    /// <summary>How many actions are remembered when everything that was posted before has had its effect.</summary>
    internal async Task<int> CountAsync()
    {
        var count = 0;
        await When(() =>
        {
            count = _board.Count;
            return true;
        }).ConfigureAwait(false);
        return count;
    }

    private async Task EndAsync()
    {
        _inbox.Writer.TryComplete();
        try
        {
            // It ends by itself or by a fault of its own; the stop goes on in both cases.
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _board.Dispose();
        }
        finally
        {
            _stopped.SetResult();
        }
    }

    private void Post(Action message) => _inbox.Writer.TryWrite(message);

    private async Task LoopAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_inbox.Reader.TryRead(out var message))
            {
                Guard(message);
            }

            Guard(_board.StartNext);
            Guard(() => TellWaiters(waiter => waiter.IsTrue()));
        }

        TellWaiters(_ => true);
    }

    private void Guard(Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // The loop serves every action; whatever goes wrong with one must not end it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Tell(fault);
        }
    }

    private void Tell(Exception fault)
    {
        try
        {
            _events.Failed(GrabberStep.Actions, fault);
        }
#pragma warning disable CA1031 // Where there is no memory for a step there may be none to tell it either; the loop is worth more than the news.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The next step comes.
        }
    }

    /// <summary>Completes after a turn of the loop at whose end the condition holds; at once when the loop has ended.</summary>
    private Task When(Func<bool> isTrue)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inbox.Writer.TryWrite(() => _waiters.Add(new Waiter(isTrue, told))) ? Task.WhenAny(told.Task, _loop) : Task.CompletedTask;
    }

    private async Task<bool> WaitAsync(Func<bool> isTrue, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = When(isTrue).WaitAsync(patience, _time, cancellationToken);
        await waited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waited.IsCompletedSuccessfully;
    }

    private void TellWaiters(Func<Waiter, bool> isDue)
    {
        foreach (var waiter in _waiters.Where(isDue))
        {
            waiter.Told.SetResult();
        }

        _waiters.RemoveAll(waiter => waiter.Told.Task.IsCompleted);
    }

    private sealed record Waiter(Func<bool> IsTrue, TaskCompletionSource Told);
}
