using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Gets the records of listed actions, a few at a time, and asks again after a pause for those that could not be had. Owned by the loop.</summary>
/// <remarks>
/// Everything behind an action waits while nobody has answered for it, and all records wait for a free call. So the first call has a short deadline, after
/// <see cref="LongestUnknown"/> an action counts as one whose record failed even if its turn has not come, and what is asked for again has calls of its own:
/// records that hang delay one another, and others only for a while. A frontend that is merely slow has the source's whole deadline in the later calls.
/// </remarks>
internal sealed class RecordFetcher
{
    private const int MaxCalls = 4;

    private static readonly TimeSpan FirstDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(10);

    private readonly ITaskSource _source;
    private readonly EventHub _events;
    private readonly Pauses _pauses;
    private readonly TimedCall _call;
    private readonly Action<Action> _post;
    private readonly Func<ListedAction, bool> _isWanted;
    private readonly Action<ListedAction, ActionTask> _learn;
    private readonly CallQueue<ListedAction> _firstCalls;
    private readonly CallQueue<ListedAction> _laterCalls;

    /// <param name="source">Has the records.</param>
    /// <param name="events">Hears of failures.</param>
    /// <param name="pauses">Between two tries.</param>
    /// <param name="call">Makes the calls.</param>
    /// <param name="post">Hands something to the loop.</param>
    /// <param name="isWanted">Whether the record is still needed.</param>
    /// <param name="learn">Takes a record.</param>
    public RecordFetcher(
        ITaskSource source,
        EventHub events,
        Pauses pauses,
        TimedCall call,
        Action<Action> post,
        Func<ListedAction, bool> isWanted,
        Action<ListedAction, ActionTask> learn)
    {
        (_source, _events, _pauses, _call, _post, _isWanted, _learn) = (source, events, pauses, call, post, isWanted, learn);
        _firstCalls = new CallQueue<ListedAction>(MaxCalls, action => Begin(action, _firstCalls!, FirstDeadline), Urgency);
        _laterCalls = new CallQueue<ListedAction>(MaxCalls, action => Begin(action, _laterCalls!, deadline: null));
    }

    public bool IsIdle => _firstCalls.IsIdle && _laterCalls.IsIdle;

    public void Want(ListedAction action)
    {
        action.Alarm.Set(LongestUnknown, () => action.State = ActionState.RecordFailing);
        _firstCalls.Add(action);
    }

    // Nothing behind an action starts before its record was answered for, so the record of the most urgent one is asked for first.
    private static int Urgency(ListedAction action) => action.Listing.Priority;

    private bool Begin(ListedAction action, CallQueue<ListedAction> calls, TimeSpan? deadline)
    {
        if (!_isWanted(action))
        {
            return false;
        }

        var listing = action.Listing;
        _ = Task.Run(async () =>
        {
            var (record, error) = await _call.TryAsync(token => FetchAsync(listing, token), deadline).ConfigureAwait(false);
            _post(() => Ended(action, record, error, calls));
        });
        return true;
    }

    private async Task<ActionTask> FetchAsync(ActionListing listing, CancellationToken cancellationToken)
    {
        var record = await _source.FetchActionAsync(listing, cancellationToken).ConfigureAwait(false);
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
            if (_isWanted(action))
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
                _learn(action, record);
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
        action.Alarm.Set(_pauses.After(action.RecordFailures, error), () => _laterCalls.Add(action));
        _events.Failed(GrabberStep.ActionRecord, error!, $"{action.Listing.Id}");
    }
}
