using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <remarks>The results that others left, and those that were given up.</remarks>
internal sealed partial class ActionLanes
{
    /// <summary>
    /// A new lead begins, or others may still run what they have begun: reads the results that they left, and reports them. Their actions do not run again.
    /// </summary>
    /// <remarks>
    /// After what they have begun was read, and before the list is asked for: a result is kept before its action counts as ended,
    /// and removed when the frontend has it, so that it would else be missing from all three.
    /// </remarks>
    /// <param name="epoch">The lead.</param>
    /// <param name="noted">The actions that others have begun and may still run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The actions of <paramref name="noted"/> that have no result; null when the stores could not be read and written, which an event tells.
    /// No list may be offered then; the next cycle tries again.
    /// </returns>
    public async ValueTask<IReadOnlyList<NotedAction>?> ResumeAsync(long epoch, IReadOnlyList<NotedAction> noted, CancellationToken cancellationToken)
    {
        StoredOutcomes stored;
        try
        {
            stored = await _outcomes.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CoprJobGrabException fault)
        {
            _events.Failed(GrabberStep.OutcomeStore, fault);
            return null;
        }

        // An action that is to run again may have been begun since.
        var givenUp = stored.GivenUp.Where(givenUp => givenUp.Decision != ReportDecision.Run).Select(givenUp => givenUp.Report);
        var ids = stored.Outstanding.Concat(givenUp).Select(report => report.ActionId).ToHashSet();
        if (!await VoidAsync([.. noted.Select(action => action.ActionId).Where(ids.Contains)], cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var isNewLead = _resumedIn != epoch;
        _resumedIn = epoch;
        Post(() => _board.Resume(stored.Outstanding, isNewLead));
        Post(() => _board.Resume(stored.GivenUp, isNewLead: true));
        return [.. noted.Where(action => !ids.Contains(action.ActionId))];
    }

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
                _events.Failed(GrabberStep.OutcomeStore, fault);
            }
        }
    }

    /// <inheritdoc cref="IOutcomeStore.DecideAsync"/>
    public Task<bool> DecideAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken) =>
        _outcomes.DecideAsync(actionId, decision, cancellationToken).AsTask();

    /// <summary>The list of actions could not be had.</summary>
    public void ListFailed() => Post(_board.ListFailed);

    /// <summary>
    /// Removes the notes of others whose results are kept: before these are reported and forgotten, or a note that is left would be waited for until its end.
    /// </summary>
    /// <returns>False when they could not be removed.</returns>
    private async ValueTask<bool> VoidAsync(long[] settled, CancellationToken cancellationToken)
    {
        try
        {
            if (settled.Length > 0)
            {
                await _notes!.RemoveOthersAsync(settled, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (CoprJobGrabException fault)
        {
            _events.Failed(GrabberStep.ActionNotes, fault);
            return false;
        }
    }
}
