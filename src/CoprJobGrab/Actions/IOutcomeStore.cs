namespace CoprJobGrab.Actions;

/// <summary>
/// Keeps the results of actions that the frontend has not taken yet, so that whoever leads next reports them and does not run their actions again.
/// </summary>
/// <remarks>
/// The order is save, report, remove.
/// A process that ends after the save leaves a result that is reported by the next one; one that ends between report and removal makes it be reported twice,
/// which is harmless (wire 1.2.2, 1.5.5: the same result and message are stored again, today with a later end time). Saying any of the three twice is harmless.
/// </remarks>
internal interface IOutcomeStore
{
    /// <summary>Keeps a result, in place of an older one of the same action.</summary>
    /// <exception cref="CoprJobGrabException">It could not be kept, or that is unknown. Nothing is lost: the caller has the result still.</exception>
    ValueTask SaveAsync(ActionReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a result that is given up, in place of what was kept of the same action.
    /// A decision that an operator has made about that meanwhile stays beside it; the one that was followed already goes.
    /// </summary>
    /// <exception cref="CoprJobGrabException">It could not be kept, or that is unknown.</exception>
    ValueTask GiveUpAsync(GivenUpReport givenUp, ReportDecision? followed, CancellationToken cancellationToken);

    /// <summary>Keeps what an operator has decided about a result that is given up.</summary>
    /// <returns>False when no such result is kept.</returns>
    /// <exception cref="CoprJobGrabException">It could not be kept, or that is unknown.</exception>
    ValueTask<bool> DecideAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken);

    /// <summary>Forgets a result; one that is not there is forgotten already.</summary>
    /// <exception cref="CoprJobGrabException">It could not be forgotten, or that is unknown.</exception>
    ValueTask RemoveAsync(long actionId, CancellationToken cancellationToken);

    /// <summary>Every result that is kept. A result that cannot be read is dropped and told, and does not stand in the way of the others.</summary>
    /// <exception cref="CoprJobGrabException">The store cannot be read.</exception>
    ValueTask<StoredOutcomes> ReadAllAsync(CancellationToken cancellationToken);
}
