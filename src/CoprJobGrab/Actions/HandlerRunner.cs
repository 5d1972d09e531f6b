using System.Diagnostics;
using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Runs handlers, and says what becomes of an action when its handler has ended. Owned by the loop.</summary>
internal sealed class HandlerRunner(
    EventHub events, ActionOptions options, Pauses pauses, TimeProvider time, Action<Action> post, BegunNotes notes, CancellationToken stop)
{
    /// <summary>Whether an action may still begin whose note is written by now.</summary>
    public required Func<bool> MayBegin { get; init; }

    /// <summary>Comes when an action did not begin.</summary>
    public required Action Refused { get; init; }

    /// <summary>Takes an action that has its result.</summary>
    public required Action<ListedAction, ActionReport> Finish { get; init; }

    public int Running { get; private set; }

    /// <summary>Begins an action, where that is noted first, as soon as it is.</summary>
    public void Start(ListedAction action, IActionHandler handler, long epoch)
    {
        action.State = ActionState.Running;
        Running++;
        if (!notes.AreKept)
        {
            Run(action, handler, options.TimeLimit);
            return;
        }

        var (id, projects, asked) = (action.Listing.Id, action.Projects, time.GetTimestamp());
        _ = Task.Run(async () =>
        {
            var isNoted = await notes.NoteAsync(id, projects, epoch, options.TimeLimit).ConfigureAwait(false);
            post(() => Noted(action, handler, isNoted, asked));
        });
    }

    /// <summary>A stop waits no longer for the action's handler. It may go on, so that its note stays.</summary>
    public void GiveUp(ListedAction action)
    {
        Running--;
        Interrupt(action);
    }

    private void Noted(ListedAction action, IActionHandler handler, bool? isNoted, long asked)
    {
        if (isNoted != false)
        {
            notes.Begin(action.Listing.Id);
        }

        // The note may be older than its answer, and says until when others wait for it.
        var left = options.TimeLimit - time.GetElapsedTime(asked);
        // An action that is not running any more was given up by a stop.
        var isGivenUp = action.State != ActionState.Running;
        if (isNoted == true && left > TimeSpan.Zero && !isGivenUp && MayBegin())
        {
            Run(action, handler, left);
            return;
        }

        notes.Remove(action.Listing.Id);
        if (!isGivenUp)
        {
            Running--;
            action.State = ActionState.Ready;
            Refused();
        }
    }

    private void Run(ListedAction action, IActionHandler handler, TimeSpan limit)
    {
        var record = action.Record!;
        action.HasBegun = true;
        var attempt = action.FailedAttempts + 1;
        events.Emit(new ActionStarted(record, attempt));
        _ = Task.Run(async () =>
        {
            var end = await HandlerSpan.RunAsync(
                action, attempt, () => HandlerRun.ToEndAsync(handler, record, limit, options.TimeLimit, time, stop)).ConfigureAwait(false);
            post(() => Ended(action, end));
        });
    }

    private void Ended(ListedAction action, HandlerEnd end)
    {
        // A handler that was given up may still come to its end.
        if (action.State != ActionState.Running)
        {
            notes.Remove(action.Listing.Id);
            return;
        }

        Running--;
        switch (end)
        {
            case HandlerEnd.WithOutcome(ActionOutcome.Done done):
                Finish(action, new ActionReport(action.Listing.Id, Succeeded: true, done.Message));
                break;
            case HandlerEnd.WithOutcome(ActionOutcome.Failed failed):
                Finish(action, new ActionReport(action.Listing.Id, Succeeded: false, failed.Reason));
                break;
            case HandlerEnd.WithOutcome(ActionOutcome.Deferred deferred):
                Defer(action, deferred.Until);
                break;
            case HandlerEnd.WithFault fault:
                Fail(action, fault.Reason);
                break;
            case HandlerEnd.Interrupted:
                Interrupt(action);
                break;
            default:
                throw new UnreachableException($"A handler's end is none of the closed set: {end}.");
        }

        if (action.State != ActionState.Reporting)
        {
            notes.Remove(action.Listing.Id);
        }
    }

    private void Interrupt(ListedAction action)
    {
        action.State = ActionState.Ready;
        events.Emit(new ActionInterrupted(action.Record!));
    }

    private void Defer(ListedAction action, DateTimeOffset until)
    {
        var pause = until - time.GetUtcNow();
        // A time that is over already would make a handler that defers again spin.
        pause = pause > TimeSpan.Zero ? pause : pauses.After(1);
        Pause(action, pause);
        events.Emit(new ActionDeferred(action.Record!, until, pause));
    }

    private void Fail(ListedAction action, string reason)
    {
        action.FailedAttempts++;
        if (action.FailedAttempts >= options.MaxAttempts)
        {
            Finish(action, new ActionReport(action.Listing.Id, Succeeded: false, reason));
        }
        else
        {
            var pause = pauses.After(action.FailedAttempts);
            Pause(action, pause);
            events.Emit(new ActionRetrying(action.Record!, action.FailedAttempts, reason, pause));
        }
    }

    private static void Pause(ListedAction action, TimeSpan pause)
    {
        action.State = ActionState.Pausing;
        action.Alarm.Set(pause, () => action.State = ActionState.Ready);
    }
}
