using CoprJobGrab.Cancels;
using CoprJobGrab.Configuration;

namespace CoprJobGrab;

/// <summary>Makes the plan that a cycle would make, for somebody who only looks. Writes nothing and remembers nothing.</summary>
internal sealed class PlanPreview(
    OwnLead lead, LedQueue queue, FrontendLists lists, Planner planner, SharedRules rules, CurrentSettings current, CancelService cancels)
{
    public async Task<GrabPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var settings = current.Take();
        var observed = await queue.LookAsync(settings, cancellationToken).ConfigureAwait(false);
        // The queue's own picture changes with the next cycle; the plan is the caller's to keep.
        observed = observed with { Claims = new Dictionary<string, Claim>(observed.Claims, StringComparer.Ordinal) };
        var known = cancels.Now;
        using var snapshot = await lists.FetchAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(snapshot, observed, settings, known, cancellationToken).ConfigureAwait(false);
    }

    public async Task<GrabPlan> PlanAsync(
        TaskSnapshot snapshot, QueueState observed, Settings settings, KnownCancels known, CancellationToken cancellationToken)
    {
        var (plan, _) = planner.Plan(snapshot, observed, lead.Memory.Lists.ToLook(), settings, known);
        plan.Leader = await rules.CompareAsync(settings, observed, snapshot, cancellationToken).ConfigureAwait(false);
        return plan;
    }
}
