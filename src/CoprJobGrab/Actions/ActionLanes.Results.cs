using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <remarks>Results that were given up.</remarks>
internal sealed partial class ActionLanes
{
    /// <summary>Acts on what operators have decided about results that were given up; where there are none, nothing is read.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask FollowDecisionsAsync(CancellationToken cancellationToken)
    {
        if (_board.HasGivenUp)
        {
            try
            {
                var stored = await _outcomes.ReadAllAsync(cancellationToken).ConfigureAwait(false);
                Post(() => _board.Resume(stored.GivenUp, isNewLead: false));
            }
            catch (CoprJobGrabException fault)
            {
                _events.Emit(new OutcomeStoreFailed(fault));
            }
        }
    }

    /// <inheritdoc cref="IOutcomeStore.DecideAsync"/>
    public Task<bool> DecideAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken) =>
        _outcomes.DecideAsync(actionId, decision, cancellationToken).AsTask();

    /// <summary>The list of actions could not be had.</summary>
    public void ListFailed() => Post(_board.ListFailed);
}
