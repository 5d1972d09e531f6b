using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <remarks>
/// The results that the frontend has not taken: those that a predecessor left, those that were given up, and what operators decide about them.
/// </remarks>
internal sealed partial class ActionStates
{
    // One list may be from before the result was there; see IOutcomeStore for why a result is not kept for ever.
    private const int MostListsWithout = 2;

    private volatile bool _hasGivenUp;

    /// <summary>True when there may be a result that was given up, about which operators may decide. Read by anybody.</summary>
    public bool HasGivenUp => _hasGivenUp;

    /// <summary>
    /// Takes the results that are kept in the store: they are reported, and their actions do not run.
    /// This process knows more than the store about the actions that it is working on itself.
    /// </summary>
    /// <param name="stored">The results.</param>
    /// <param name="isNewLead">False when the store is read again in the same lead: what was reported in it and could not be removed is no news.</param>
    public void Resume(IReadOnlyList<ActionReport> stored, bool isNewLead)
    {
        if (_isClosed)
        {
            return;
        }

        var left = stored.Where(report => _known.GetValueOrDefault(report.ActionId) is not { } known
            || !(known.HasUntoldReport || known.State == ActionState.Running || (!isNewLead && known.ReportedAt is not null))).ToList();
        _events.Listed(RecordList.StoredResults, left.Count);
        foreach (var report in left)
        {
            _reports.Tell(Restore(report, ActionState.Reporting));
        }
    }

    /// <summary>Takes what was given up, and acts on what operators have decided about it.</summary>
    /// <param name="stored">The given-up results that the store has.</param>
    /// <param name="isNewLead">True when another may have led since the store was read last.</param>
    public void Resume(IReadOnlyList<GivenUpReport> stored, bool isNewLead)
    {
        if (_isClosed)
        {
            return;
        }

        var ids = stored.Select(givenUp => givenUp.Report.ActionId).ToHashSet();
        foreach (var action in _known.Values.Where(
            action => action is { State: ActionState.GivenUp, IsOutcomeStored: true } && !ids.Contains(action.Listing.Id)))
        {
            // Another that led has forgotten it, or the store is another: what this process knows is kept again, where operators see it.
            _reports.Keep(action);
        }

        foreach (var givenUp in stored)
        {
            var known = _known.GetValueOrDefault(givenUp.Report.ActionId);
            var isIdle = known is { ReportedAt: null, HasUntoldReport: false, State: not ActionState.Running };
            if (isIdle && givenUp.Decision == ReportDecision.Run)
            {
                // It waits for its turn already; the result is in the store because it could not be removed, or because the store was read before.
                _outcomes.Remove(givenUp.Report.ActionId);
                continue;
            }

            if (known is null || (isNewLead && isIdle))
            {
                known = Restore(givenUp.Report, ActionState.GivenUp);
                // The predecessor may have given up for a trouble of the frontend's own.
                (known.GivenUp, known.IsDoubted) = (givenUp with { Decision = null }, true);
            }

            if (IsNews(known, givenUp))
            {
                Decide(known, givenUp);
            }
        }
    }

    public void ListFailed() => _reports.ListFailed();

    /// <summary>A list came: what it lacks is counted, and what could not be kept as given up is saved again.</summary>
    private void LookAtResults()
    {
        foreach (var action in _known.Values.Where(action => action.HasUntoldReport))
        {
            CountAbsence(action);
        }

        foreach (var action in _known.Values.Where(action => action is { State: ActionState.GivenUp, IsOutcomeStored: false }))
        {
            _reports.Keep(action);
        }

        _hasGivenUp = _known.Values.Any(action => action.State == ActionState.GivenUp);
    }

    private ListedAction Restore(ActionReport report, ActionState standing)
    {
        // A new object, so that a record that is on its way for the old one is not wanted any more.
        var old = _known.GetValueOrDefault(report.ActionId);
        var action = NewAction(old?.Listing ?? new ActionListing(report.ActionId));
        (action.Report, action.IsOutcomeStored, action.State) = (ResultText.Sound(report), true, standing);
        _hasGivenUp |= standing == ActionState.GivenUp;
        if (old is null)
        {
            _known[report.ActionId] = action;
        }
        else
        {
            Replace(old, action);
        }

        return action;
    }

    private void Replace(ListedAction old, ListedAction action)
    {
        old.Alarm.Cancel();
        action.IsListed = old.IsListed;
        _known[old.Listing.Id] = action;
        _inOrder = [.. _inOrder.Select(listed => listed == old ? action : listed)];
    }

    // A result that was read before a newer save of this process is no news. The decision about one that is being told just now waits for the next cycle.
    private static bool IsNews(ListedAction known, GivenUpReport givenUp) =>
        known is { State: ActionState.GivenUp, IsOutcomeStored: true, Attempt: null, GivenUp: { } current }
        && current.Since == givenUp.Since && givenUp.Decision is not null && current.Decision != givenUp.Decision;

    private void Decide(ListedAction action, GivenUpReport givenUp)
    {
        (action.GivenUp, action.IsDoubted) = (givenUp, false);
        switch (givenUp.Decision)
        {
            case ReportDecision.Tell:
                _reports.TellAgain(action);
                break;
            case ReportDecision.Run:
                _reports.Drop(action);
                if (action.IsListed)
                {
                    var again = NewAction(action.Listing);
                    Replace(action, again);
                    Welcome(again);
                }
                else
                {
                    // It begins anew when a list has it, as one that nobody knows.
                    _known.Remove(action.Listing.Id);
                }

                break;
            default:
                _reports.Withdraw(action);
                break;
        }
    }

    /// <summary>
    /// The frontend has taken a result: what it refused while it took none is told again, because it may have refused it for a trouble of its own.
    /// </summary>
    private void TellDoubted()
    {
        foreach (var action in _known.Values.Where(action => action is { State: ActionState.GivenUp, IsDoubted: true }))
        {
            _reports.TellAgain(action);
        }
    }

    private void CountAbsence(ListedAction action)
    {
        action.ListsWithout = action.IsListed ? 0 : action.ListsWithout + 1;
        if (action.ListsWithout == MostListsWithout)
        {
            _reports.Drop(action);
            _events.Unusable(
                RecordList.StoredResults, "the frontend does not list the action any more, so nobody waits for its result", $"{action.Listing.Id}");
        }
    }
}
