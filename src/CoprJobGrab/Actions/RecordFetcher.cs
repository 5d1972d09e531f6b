using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Gets the records of listed actions, a few at a time, and asks again after a pause for those that could not be had. Owned by the loop.</summary>
/// <remarks>
/// Everything behind an action waits while nobody has answered for it, and all records wait for a free call. So the first call has a short deadline, after
/// <see cref="LongestUnknown"/> an action counts as one whose record failed even if its turn has not come, and what is asked for again has calls of its own:
/// records that hang delay one another, and others only for a while. A frontend that is merely slow has the source's whole deadline in the later calls.
/// </remarks>
internal sealed class RecordFetcher(
    ITaskSource source, EventHub events, Pauses pauses, TimedCall call, Action<Action> post, Func<ListedAction, bool> isWanted,
    Action<ListedAction, ActionTask> learn)
{
    private const int MaxCalls = 4;

    private static readonly TimeSpan FirstDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(10);

    private CallQueue<ListedAction> FirstCalls => field ??= new(MaxCalls, action => Begin(action, FirstCalls, FirstDeadline), Urgency);

    private CallQueue<ListedAction> LaterCalls => field ??= new(MaxCalls, action => Begin(action, LaterCalls, deadline: null));

    public bool IsIdle => FirstCalls.IsIdle && LaterCalls.IsIdle;

    public void Want(ListedAction action)
    {
        action.Alarm.Set(LongestUnknown, () => action.State = ActionState.RecordFailing);
        FirstCalls.Add(action);
    }

    // Nothing behind an action starts before its record was answered for, so the record of the most urgent one is asked for first.
    private static int Urgency(ListedAction action) => action.Listing.Priority;

    private bool Begin(ListedAction action, CallQueue<ListedAction> calls, TimeSpan? deadline)
    {
        if (!isWanted(action))
        {
            return false;
        }

        var listing = action.Listing;
        _ = Task.Run(async () =>
        {
            var (record, error) = await call.TryAsync(token => FetchAsync(listing, token), deadline).ConfigureAwait(false);
            post(() => Ended(action, record, error, calls));
        });
        return true;
    }

    private async Task<ActionTask> FetchAsync(ActionListing listing, CancellationToken cancellationToken)
    {
        var record = await source.FetchActionAsync(listing, cancellationToken).ConfigureAwait(false);
        return record?.Id == listing.Id
            ? record
            : throw new TaskSourceException(
                TaskSourceFault.WrongShape,
                $"The record of action {listing.Id} was asked for and that of {record?.Id.ToString() ?? "none"} came; "
                    + "look at what answers the frontend's address.");
    }

    private void Ended(ListedAction action, ActionTask? record, Exception? error, CallQueue<ListedAction> calls)
    {
        try
        {
            if (isWanted(action))
            {
                Take(action, record, error);
            }
        }
        finally
        {
            calls.Ended();
        }
    }

    private void Take(ListedAction action, ActionTask? record, Exception? error)
    {
        action.Alarm.Cancel();
        if (record is not null)
        {
            try
            {
                learn(action, record);
                return;
            }
#pragma warning disable CA1031 // Whatever a record does to its reader, it must not stay unanswered for: everything behind it would wait.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                error = fault;
            }
        }

        action.State = ActionState.RecordFailing;
        action.RecordFailures++;
        action.Alarm.Set(pauses.After(action.RecordFailures, error), () => LaterCalls.Add(action));
        events.Failed(GrabberStep.ActionRecord, error!, $"{action.Listing.Id}");
    }
}
