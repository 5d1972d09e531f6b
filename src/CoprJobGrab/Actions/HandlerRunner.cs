using System.Diagnostics;
using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Runs handlers, and says what becomes of an action when its handler has ended. Owned by the loop.</summary>
internal sealed class HandlerRunner(
    HandlerRun handler, EventHub events, ActionOptions options, Pauses pauses, TimeProvider time, Action<Action> post, BegunNotes notes)
{
    /// <summary>Whether an action may still begin whose note is written by now.</summary>
    public required Func<bool> MayBegin { get; init; }

    /// <summary>Comes when an action did not begin.</summary>
    public required Action Refused { get; init; }

    /// <summary>Takes an action that has its result, and the exception that made it fail, if one did.</summary>
    public required Action<ListedAction, ActionReport, Exception?> Finish { get; init; }

    public int Running { get; private set; }

    /// <summary>Begins an action, where that is noted first, as soon as it is.</summary>
    public void Start(ListedAction action, long epoch)
    {
        action.State = ActionState.Running;
        Running++;
        var limit = LimitOf(action);
        if (!notes.AreKept)
        {
            Run(action, limit);
            return;
        }

        var (id, projects, asked) = (action.Listing.Id, action.Projects, time.GetTimestamp());
        _ = Task.Run(async () =>
        {
            var isNoted = await notes.NoteAsync(id, projects, epoch, limit).ConfigureAwait(false);
            post(() => Noted(action, isNoted, asked));
        });
    }

    /// <summary>A stop waits no longer for the action's handler. It may go on, so that its note stays.</summary>
    public void GiveUp(ListedAction action)
    {
        Running--;
        Interrupt(action);
    }

    private void Noted(ListedAction action, bool? isNoted, long asked)
    {
        if (isNoted != false)
        {
            notes.Begin(action.Listing.Id);
        }

        // The note may be older than its answer, and says until when others wait for it.
        var left = LimitOf(action) - time.GetElapsedTime(asked);
        // An action that is not running any more was given up by a stop.
        var isGivenUp = action.State != ActionState.Running;
        if (isNoted == true && left > TimeSpan.Zero && !isGivenUp && MayBegin())
        {
            Run(action, left);
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

    private void Run(ListedAction action, TimeSpan left)
    {
        var number = action.FailedAttempts + 1;
        var (attempt, projects) = (new ActionAttempt(action.Record!) { Number = number, IsLast = number >= options.MaxAttempts }, action.Projects);
        action.HasBegun = true;
        events.Emit(new ActionStarted(attempt.Action, number));
        _ = Task.Run(async () =>
        {
            HandlerEnd end;
            try
            {
                end = await HandlerSpan.RunAsync(action, number, () => handler.ToEndAsync(attempt, projects, left, LimitOf(action))).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // What nobody foresaw must not leave the action running for ever.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                end = new HandlerEnd.WithFault(fault.Message, fault);
            }

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
                Finish(action, new ActionReport(action.Listing.Id, Succeeded: true, done.Message), null);
                break;
            case HandlerEnd.WithOutcome(ActionOutcome.Failed failed):
                Finish(action, new ActionReport(action.Listing.Id, Succeeded: false, failed.Reason), null);
                break;
            case HandlerEnd.WithOutcome(ActionOutcome.Deferred deferred):
                Defer(action, deferred);
                break;
            case HandlerEnd.WithFault fault:
                Fail(action, fault);
                break;
            case HandlerEnd.Interrupted interrupted:
                Interrupt(action, interrupted.Error);
                break;
            default:
                throw new UnreachableException($"A handler's end is none of the closed set: {end}.");
        }

        if (action.State != ActionState.Reporting)
        {
            notes.Remove(action.Listing.Id);
        }
    }

    private void Interrupt(ListedAction action, Exception? error = null)
    {
        action.State = ActionState.Ready;
        // That the token was heeded is no news.
        events.Emit(new ActionInterrupted(action.Record!) { Error = error is OperationCanceledException ? null : error });
    }

    private void Defer(ListedAction action, ActionOutcome.Deferred deferred)
    {
        var pause = deferred.Until - time.GetUtcNow();
        // A time that is over already would make a handler that defers again spin.
        pause = pause > TimeSpan.Zero ? pause : pauses.After(1);
        Pause(action, pause);
        events.Emit(new ActionDeferred(action.Record!, deferred.Until, pause, deferred.Reason));
    }

    private void Fail(ListedAction action, HandlerEnd.WithFault fault)
    {
        action.FailedAttempts++;
        if (action.FailedAttempts >= options.MaxAttempts)
        {
            Finish(action, new ActionReport(action.Listing.Id, Succeeded: false, fault.Reason), fault.Error);
        }
        else
        {
            var pause = pauses.After(action.FailedAttempts);
            Pause(action, pause);
            events.Emit(new ActionRetrying(action.Record!, action.FailedAttempts, fault.Reason, pause) { Error = fault.Error });
        }
    }

    private TimeSpan LimitOf(ListedAction action) => options.TimeLimitOf(action.Record!.Type);

    private static void Pause(ListedAction action, TimeSpan pause)
    {
        action.State = ActionState.Pausing;
        action.Alarm.Set(pause, () => action.State = ActionState.Ready);
    }
}
