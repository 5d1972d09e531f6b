using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>
/// Keeps the store of outstanding results true to what the lanes know. What the store throws costs neither a result nor a report.
/// Owned by the loop, but for <see cref="SaveAsync"/>.
/// </summary>
internal sealed class OutcomeJournal(IOutcomeStore store, EventHub events, TimedCall call, Action<Action> post)
{
    private readonly KeptIds _kept = new(store.RemoveAsync, error => events.Failed(GrabberStep.OutcomeStore, error), call, post);

    public bool IsIdle => _kept.IsIdle;

    /// <summary>Saves a result and says whether it is certainly kept. Called by whoever reports it, outside of the loop.</summary>
    public async Task<bool> SaveAsync(ActionReport report)
    {
        async Task<bool> SaveAsync(CancellationToken token)
        {
            await store.SaveAsync(report, token).ConfigureAwait(false);
            return true;
        }

        return (await _kept.TryAsync(SaveAsync).ConfigureAwait(false)).Value;
    }

    /// <summary>Saves a result that is given up, in place of the outstanding one. The decision that was followed is about an earlier one.</summary>
    public void Save(GivenUpReport givenUp, ReportDecision? followed, Action<bool> saved)
    {
        var actionId = givenUp.Report.ActionId;
        Keep(actionId);
        _kept.Call(token => store.GiveUpAsync(givenUp, followed, token), error =>
        {
            saved(error is null);
            // A result that was removed while its save was under way may be in the store again by now.
            if (!_kept.Has(actionId))
            {
                Remove(actionId);
            }
        });
    }

    /// <summary>A new result of this action is about to be saved; what is left to remove of an older one will be overwritten by it.</summary>
    public void Keep(long actionId) => _kept.Add(actionId);

    public void Remove(long actionId) => _kept.Remove(actionId);

    /// <inheritdoc cref="KeptIds.RemoveTheRest"/>
    public void RemoveTheRest() => _kept.RemoveTheRest();
}
