using CoprJobGrab.Events;
using CoprJobGrab.Leadership;

namespace CoprJobGrab.Actions;

/// <summary>
/// The stored state of actions, whoever runs them: the results that the frontend has not taken, and the notes of what was begun.
/// There are no notes where no other grabber would have to wait.
/// </summary>
internal sealed class ActionStores(IOutcomeStore outcomes, IActionNotes? notes, EventHub events, TimeProvider time)
{
    public IOutcomeStore Outcomes => outcomes;

    public IActionNotes? Notes => notes;

    /// <inheritdoc cref="IJobGrabOperator.ActionsAsync"/>
    public async Task<ActionOverview> OverviewAsync(CancellationToken cancellationToken)
    {
        var (noted, allFrom) = notes is null ? ([], default) : await notes.BegunAsync(cancellationToken).ConfigureAwait(false);
        var stored = await outcomes.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return new ActionOverview(
            [.. noted.OrderBy(action => action.ActionId)],
            [.. stored.Outstanding.OrderBy(report => report.ActionId)],
            [.. stored.GivenUp.OrderBy(givenUp => givenUp.Report.ActionId)],
            allFrom > time.GetUtcNow() ? allFrom : null);
    }

    /// <inheritdoc cref="IJobGrabOperator.ReleaseActionAsync"/>
    public async Task<bool> ReleaseAsync(long actionId, CancellationToken cancellationToken) =>
        notes is not null && (await notes.DisownAsync(actionId, cancellationToken).ConfigureAwait(false)
            ?? throw new OperationRefusedException(
                $"The grabber that leads has begun action {actionId} itself, and knows when it ends, so it was not released; stop that grabber first."));

    /// <summary>Reads the results.</summary>
    /// <returns>Null when they could not be read, which an event tells.</returns>
    public async ValueTask<StoredOutcomes?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await outcomes.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CoprJobGrabException fault)
        {
            events.Failed(GrabberStep.OutcomeStore, fault);
            return null;
        }
    }

    /// <summary>
    /// Removes the notes of others whose results are kept: before these are reported and forgotten, or a note that is left would be waited for until its end.
    /// </summary>
    /// <returns>False when they could not be removed, which an event tells.</returns>
    public async ValueTask<bool> TryVoidAsync(long[] settled, CancellationToken cancellationToken)
    {
        try
        {
            if (settled.Length > 0)
            {
                await notes!.RemoveOthersAsync(settled, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (CoprJobGrabException fault)
        {
            events.Failed(GrabberStep.ActionNotes, fault);
            return false;
        }
    }
}
