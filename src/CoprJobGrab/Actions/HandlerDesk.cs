using System.Diagnostics;

namespace CoprJobGrab;

/// <summary>Runs handlers, and says what becomes of an action when its handler has ended. Owned by the loop.</summary>
/// <param name="events">Hears of everything.</param>
/// <param name="options">Time limit and attempts.</param>
/// <param name="pauses">Between two attempts.</param>
/// <param name="time">The clock.</param>
/// <param name="post">Hands something to the loop.</param>
/// <param name="finish">Takes an action that has its result.</param>
/// <param name="stop">Cancels the tokens of all handlers.</param>
internal sealed class HandlerDesk(
    EventHub events,
    ActionOptions options,
    Pauses pauses,
    TimeProvider time,
    Action<Action> post,
    Action<ListedAction, ActionReport> finish,
    CancellationToken stop)
{
    public int Running { get; private set; }

    public void Start(ListedAction action, IActionHandler handler)
    {
        var record = action.Record!;
        action.HasBegun = true;
        action.Standing = LaneStanding.Running;
        Running++;
        events.Emit(new ActionStarted(record, action.FailedAttempts + 1));
        _ = Task.Run(async () =>
        {
            var end = await HandlerRun.ToEndAsync(handler, record, options.TimeLimit, time, stop).ConfigureAwait(false);
            post(() => Ended(action, end));
        });
    }

    /// <summary>The action's handler has ended, or is given up.</summary>
    public void Ended(ListedAction action, HandlerEnd end)
    {
        // A handler that was given up may still come to its end.
        if (action.Standing != LaneStanding.Running)
        {
            return;
        }

        Running--;
        switch (end)
        {
            case HandlerEnd.WithOutcome(ActionOutcome.Done done):
                finish(action, new ActionReport(action.Listing.Id, Succeeded: true, done.Message));
                break;
            case HandlerEnd.WithOutcome(ActionOutcome.Failed failed):
                finish(action, new ActionReport(action.Listing.Id, Succeeded: false, failed.Reason));
                break;
            case HandlerEnd.WithOutcome(ActionOutcome.Deferred deferred):
                Defer(action, deferred.Until);
                break;
            case HandlerEnd.WithFault fault:
                Fail(action, fault.Reason);
                break;
            case HandlerEnd.Interrupted:
                action.Standing = LaneStanding.Ready;
                events.Emit(new ActionInterrupted(action.Record!));
                break;
            default:
                throw new UnreachableException($"A handler's end is none of the closed set: {end}.");
        }
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
            finish(action, new ActionReport(action.Listing.Id, Succeeded: false, reason));
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
        action.Standing = LaneStanding.Pausing;
        action.Alarm.Set(pause, () => action.Standing = LaneStanding.Ready);
    }
}
