using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Keeps the store of outstanding results true to what the lanes know. Owned by the loop, but for <see cref="SaveAsync"/>.</summary>
/// <param name="store">The store; what it throws costs neither a result nor a report.</param>
/// <param name="events">Hears of its failures.</param>
/// <param name="call">Makes the calls.</param>
/// <param name="post">Hands something to the loop.</param>
internal sealed class OutcomeJournal(IOutcomeStore store, EventHub events, TimedCall call, Action<Action> post)
{
    // A store has its own, shorter deadlines. The report waits for the save, and a hanging store must not keep it long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _unremoved = [];
    private readonly HashSet<long> _kept = [];
    private int _goingOn;

    public bool IsIdle => _goingOn == 0;

    /// <summary>Saves a result and says whether it is certainly kept. Called by whoever reports it, outside of the loop.</summary>
    public async Task<bool> SaveAsync(ActionReport report)
    {
        var error = await call.TryAsync(token => store.SaveAsync(report, token).AsTask(), Longest).ConfigureAwait(false);
        Tell(error);
        return error is null;
    }

    /// <summary>Saves a result that is given up, in place of the outstanding one.</summary>
    /// <param name="givenUp">The result.</param>
    /// <param name="followed">The decision about an earlier one that was acted on; null for none.</param>
    /// <param name="saved">Is told whether it is certainly kept.</param>
    public void Save(GivenUpReport givenUp, ReportDecision? followed, Action<bool> saved)
    {
        var actionId = givenUp.Report.ActionId;
        Keep(actionId);
        Call(token => store.GiveUpAsync(givenUp, followed, token), error => Saved(actionId, saved, error));
    }

    /// <summary>A new result of this action is about to be saved; what is left to remove of an older one will be overwritten by it.</summary>
    public void Keep(long actionId)
    {
        _unremoved.Remove(actionId);
        _kept.Add(actionId);
    }

    public void Remove(long actionId)
    {
        _kept.Remove(actionId);
        Call(token => store.RemoveAsync(actionId, token), error => Removed(actionId, error));
    }

    /// <summary>Removes what could not be removed before.</summary>
    public void RemoveTheRest()
    {
        foreach (var actionId in _unremoved)
        {
            Remove(actionId);
        }

        _unremoved.Clear();
    }

    private void Call(Func<CancellationToken, ValueTask> write, Action<Exception?> ended)
    {
        _goingOn++;
        _ = Task.Run(async () =>
        {
            var error = await call.TryAsync(token => write(token).AsTask(), Longest).ConfigureAwait(false);
            post(() =>
            {
                _goingOn--;
                ended(error);
            });
        });
    }

    private void Saved(long actionId, Action<bool> saved, Exception? error)
    {
        saved(error is null);
        Tell(error);
        // A result that was removed while its save was under way may be in the store again by now.
        if (!_kept.Contains(actionId))
        {
            Remove(actionId);
        }
    }

    private void Removed(long actionId, Exception? error)
    {
        // A newer result may have come meanwhile, and is not to be removed in its place.
        if (error is not null && !_kept.Contains(actionId))
        {
            _unremoved.Add(actionId);
        }

        Tell(error);
    }

    private void Tell(Exception? error)
    {
        if (error is not null)
        {
            events.Failed(GrabberStep.OutcomeStore, error);
        }
    }
}
