using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>
/// The results that the frontend has not taken: those that a predecessor left, those that were given up, and what operators decide about them.
/// Owned by the loop.
/// </summary>
internal sealed class UntoldResults(
    KnownActions known, ResultOutbox reports, OutcomeJournal outcomes, EventHub events, Action<ListedAction> welcome)
{
    // One list may be from before the result was there; see IOutcomeStore for why a result is not kept for ever.
    private const int MostListsWithout = 2;

    /// <summary>True when there may be a result that was given up, about which operators may decide. Read by anybody.</summary>
    public bool HasGivenUp { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>
    /// Takes the results that are kept in the store: they are reported, and their actions do not run.
    /// This process knows more than the store about the actions that it is working on itself.
    /// </summary>
    /// <param name="stored">The results.</param>
    /// <param name="isNewLead">False when the store is read again in the same lead: what was reported in it and could not be removed is no news.</param>
    public void Resume(IReadOnlyList<ActionReport> stored, bool isNewLead)
    {
        var left = stored.Where(report => known.Find(report.ActionId) is not { } action
            || !(action.HasUntoldReport || action.State == ActionState.Running || (!isNewLead && action.ReportedAt is not null))).ToList();
        events.Listed(RecordList.StoredResults, left.Count);
        foreach (var report in left)
        {
            reports.Tell(Restore(report, ActionState.Reporting));
        }
    }

    /// <summary>Takes what was given up, and acts on what operators have decided about it.</summary>
    /// <param name="stored">The given-up results that the store has.</param>
    /// <param name="isNewLead">True when another may have led since the store was read last.</param>
    public void Resume(IReadOnlyList<GivenUpReport> stored, bool isNewLead)
    {
        var ids = stored.Select(givenUp => givenUp.Report.ActionId).ToHashSet();
        foreach (var action in known.All.Where(
            action => action is { State: ActionState.GivenUp, IsOutcomeStored: true } && !ids.Contains(action.Listing.Id)))
        {
            // Another that led has forgotten it, or the store is another: what this process knows is kept again, where operators see it.
            reports.Keep(action);
        }

        foreach (var givenUp in stored)
        {
            var action = known.Find(givenUp.Report.ActionId);
            var isIdle = action is { ReportedAt: null, HasUntoldReport: false, State: not ActionState.Running };
            if (isIdle && givenUp.Decision == ReportDecision.Run)
            {
                // It waits for its turn already; the result is in the store because it could not be removed, or because the store was read before.
                outcomes.Remove(givenUp.Report.ActionId);
                continue;
            }

            if (action is null || (isNewLead && isIdle))
            {
                action = Restore(givenUp.Report, ActionState.GivenUp);
                // The predecessor may have given up for a trouble of the frontend's own.
                (action.GivenUp, action.IsDoubted) = (givenUp with { Decision = null }, true);
            }

            if (IsNews(action, givenUp))
            {
                Decide(action, givenUp);
            }
        }
    }

    /// <summary>A list came: what it lacks is counted, and what could not be kept as given up is saved again.</summary>
    public void ListCame()
    {
        foreach (var action in known.All.Where(action => action.HasUntoldReport))
        {
            CountAbsence(action);
        }

        foreach (var action in known.All.Where(action => action is { State: ActionState.GivenUp, IsOutcomeStored: false }))
        {
            reports.Keep(action);
        }

        HasGivenUp = known.All.Any(action => action.State == ActionState.GivenUp);
    }

    private ListedAction Restore(ActionReport report, ActionState state)
    {
        var action = known.Find(report.ActionId) is { } old ? known.Renew(old) : known.Add(new ActionListing(report.ActionId));
        (action.Report, action.IsOutcomeStored, action.State) = (ResultText.Sound(report), true, state);
        HasGivenUp |= state == ActionState.GivenUp;
        return action;
    }

    // A result that was read before a newer save of this process is no news. The decision about one that is being told just now waits for the next cycle.
    private static bool IsNews(ListedAction action, GivenUpReport givenUp) =>
        action is { State: ActionState.GivenUp, IsOutcomeStored: true, Attempt: null, GivenUp: { } current }
        && current.Since == givenUp.Since && givenUp.Decision is not null && current.Decision != givenUp.Decision;

    private void Decide(ListedAction action, GivenUpReport givenUp)
    {
        (action.GivenUp, action.IsDoubted) = (givenUp, false);
        switch (givenUp.Decision)
        {
            case ReportDecision.Tell:
                reports.TellAgain(action);
                break;
            case ReportDecision.Run:
                reports.Drop(action);
                if (action.IsListed)
                {
                    welcome(known.Renew(action));
                }
                else
                {
                    // It begins anew when a list has it, as one that nobody knows.
                    known.Forget(action);
                }

                break;
            default:
                reports.Withdraw(action);
                break;
        }
    }

    /// <summary>
    /// The frontend has taken a result: what it refused while it took none is told again, because it may have refused it for a trouble of its own.
    /// </summary>
    public void TellDoubted()
    {
        foreach (var action in known.All.Where(action => action is { State: ActionState.GivenUp, IsDoubted: true }))
        {
            reports.TellAgain(action);
        }
    }

    private void CountAbsence(ListedAction action)
    {
        action.ListsWithout = action.IsListed ? 0 : action.ListsWithout + 1;
        if (action.ListsWithout == MostListsWithout)
        {
            reports.Drop(action);
            events.Unusable(
                RecordList.StoredResults, "the frontend does not list the action any more, so nobody waits for its result", $"{action.Listing.Id}");
        }
    }
}
