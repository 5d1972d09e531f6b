using CoprJobGrab.Actions;
using CoprJobGrab.Cancels;
using CoprJobGrab.Checks;
using CoprJobGrab.Events;
using CoprJobGrab.Leadership;
using CoprJobGrab.Scheduling;
using CoprJobGrab.Telemetry;

namespace CoprJobGrab;

/// <summary>
/// One cycle, step by step. A step does what its name says and nothing else: to observe writes nothing, and to fetch starts nothing.
/// What a cycle had not done when it failed, the next one does.
/// </summary>
internal sealed class CycleSteps(
    SetupChecker setup, OwnLead lead, LedQueue queue, FrontendLists lists, ActionLanes actions, CancelService cancels, Planner planner, CycleEvents events)
{
    private long _cycle;

    public string SourceText => $"{lists}";

    public string QueueText => $"{queue}";

    public async Task<CycleReport> RunAsync(CancellationToken cancellationToken)
    {
        var (cycle, started, role) = (++_cycle, events.Began(), GrabberRole.Standby);
        try
        {
            await setup.CheckAsync(cancellationToken).ConfigureAwait(false);
            if (await lead.TakeAsync(cancellationToken).ConfigureAwait(false) is not { } led)
            {
                return Ended(cycle, started, role);
            }

            role = GrabberRole.Leader;
            await lead.BeginAsync(led, cancellationToken).ConfigureAwait(false);
            var (observed, signals) = await queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
            await queue.EndReportedAsync(observed, signals, cancellationToken).ConfigureAwait(false);
            var others = await ReadStoredResultsAsync(led, cancellationToken).ConfigureAwait(false);
            await FetchCancelsAsync(cancellationToken).ConfigureAwait(false);
            var snapshot = await FetchAsync(cancellationToken).ConfigureAwait(false);
            CheckLists(snapshot);
            OfferActions(snapshot, led, others);
            var plan = Plan(snapshot, observed);
            var applied = lead.MayWrite ? await queue.ApplyAsync(plan, cancellationToken).ConfigureAwait(false) : null;
            return applied is null ? Ended(cycle, started, GrabberRole.Standby)
                : await lead.TellAsync(led.Epoch, events.Ended(Report(cycle, snapshot, plan, applied), started), observed).ConfigureAwait(false);
        }
        catch (FencedException fenced)
        {
            await lead.StandDownAsync(fenced.FencedBy, cancellationToken).ConfigureAwait(false);
            // Where another leads, that says all. A store that has lost this grabber's epoch leaves work undone that nobody else does: the cycle has failed.
            return fenced.IsByYounger ? Ended(cycle, started, GrabberRole.Standby) : Ended(cycle, started, role, fenced);
        }
#pragma warning disable CA1031 // The loop outlives whatever a source or a queue throws; the report carries it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            // An error because of the cancellation is no failure of the cycle.
            cancellationToken.ThrowIfCancellationRequested();
            return Ended(cycle, started, role, fault);
        }
    }

    /// <summary>
    /// Takes over the results that others left, before the list is asked for, and tells once in a lead what of theirs is waited for.
    /// In every cycle what operators have decided about results that were given up is carried out.
    /// </summary>
    /// <returns>The actions that others may still run; null when the store of results could not be read, so that nothing may start.</returns>
    private async ValueTask<IReadOnlyList<NotedAction>?> ReadStoredResultsAsync(Lead.Leader led, CancellationToken cancellationToken)
    {
        IReadOnlyList<NotedAction>? others = [];
        if (!lead.Memory.HasResumedActions)
        {
            others = await actions.ResumeAsync(led.Epoch, led.Noted, cancellationToken).ConfigureAwait(false);
            if (others is not null)
            {
                var mayStart = lead.MayStartActions(led);
                events.ActionsWaitFor(led.Epoch, others, mayStart ? null : led.ActionsFrom);
                // While one of the others may be alive, a result of it may still come.
                lead.Memory = lead.Memory with { HasResumedActions = mayStart && led.Noted.Count == 0 };
            }
        }

        await actions.FollowDecisionsAsync(cancellationToken).ConfigureAwait(false);
        return others;
    }

    /// <summary>A new lead fetches the users' cancel requests first: it hands out no task whose request was listed when the builds are asked for.</summary>
    private Task FetchCancelsAsync(CancellationToken cancellationToken) =>
        cancels.IsServed ? cancels.BeginBuildsAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Fetches the lists. The lanes are told when that of actions is not to be had.</summary>
    internal async ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        TaskSnapshot? snapshot = null;
        try
        {
            return snapshot = await Spans.FetchAsync(() => lists.FetchAsync(cancellationToken).AsTask()).ConfigureAwait(false);
        }
        finally
        {
            if (snapshot?.Actions is not Listing<ActionListing>.Complete)
            {
                actions.ListFailed();
            }
        }
    }

    private void CheckLists(TaskSnapshot snapshot)
    {
        setup.Look(snapshot);
        events.Fetched(snapshot, lists.MinimumApiVersion);
    }

    internal void OfferActions(TaskSnapshot snapshot, Lead.Leader led, IReadOnlyList<NotedAction>? others)
    {
        if (others is not null && snapshot.Actions is Listing<ActionListing>.Complete listed && lead.MayStartActions(led))
        {
            actions.Offer(listed, snapshot.AskedAt, new ActionLead(led.Epoch, () => lead.LastsAs(led.Epoch), others));
        }
    }

    private GrabPlan Plan(TaskSnapshot snapshot, QueueState observed)
    {
        var (plan, memory) = planner.Plan(snapshot, observed, lead.Memory.Lists, lead.Memory.Settings, cancels.InPlan);
        // Tasks of the list before this one may be gone; when this plan cannot be carried out, the next list says which are still to be pushed.
        lead.Memory = lead.Memory with { Lists = memory, Held = HeldTasks.None };
        cancels.Planned(plan);
        events.Planned(plan);
        return plan;
    }

    private CycleReport Report(long cycle, TaskSnapshot snapshot, GrabPlan plan, IReadOnlyList<GroupResult> applied)
    {
        lead.Memory = lead.Memory with { Held = HeldTasks.Of(plan, lead.Memory.Lists.Book!) };
        var report = CycleReports.Of(cycle, snapshot, plan, applied);
        return report.Ok ? report with { Cancelled = cancels.TakeEnded() } : report;
    }

    private CycleReport Ended(long cycle, long started, GrabberRole role, Exception? error = null) =>
        events.Ended(new CycleReport { Cycle = cycle, Role = role, Error = error }, started);
}
