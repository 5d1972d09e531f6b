using System.Diagnostics;
using CoprJobGrab.Model;

namespace CoprJobGrab.Scheduling;

/// <summary>The decision about one listed task. Equal decisions are one object: a list has a hundred thousand tasks and a handful of reasons.</summary>
internal sealed class TaskDecisions(IBuildRouter router, QueueState observed, ClaimRules rules)
{
    private readonly GroupState? _unread = observed.UnreadGroup;
    private readonly Dictionary<string, KnownGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<RouteDecision.ToGroup, Decision> _routes = [];
    private KnownGroup? _lastGroup;
    private (RouteDecision.ToGroup? Group, Decision? Decision) _lastRoute;

    /// <summary>That the router threw for the task with a claim that was asked about last; null when it did not.</summary>
    public Decision.Refuse? Fault { get; private set; }

    public Decision About(BuildTask task, Claim? claim)
    {
        Fault = null;
        return claim is null ? Route(task) : AboutClaimed(task, claim);
    }

    /// <summary>The group of a claim. Most have the group of the one before, and a table of names costs more than the rest of a decision.</summary>
    public GroupState GroupOf(Claim claim) => Known(claim).State;

    private Decision AboutClaimed(BuildTask task, Claim claim)
    {
        var group = GroupOf(claim);
        if (!group.IsConfigured && rules.RemovedGroups == RemovedGroups.Keep)
        {
            return Keep(claim);
        }

        return claim.State switch
        {
            ClaimState.Waiting => Moved(task, claim, group) is { } elsewhere ? Withdraw(claim, elsewhere) : Keep(claim),
            ClaimState.Leased when group.Time >= claim.LeasedUntil => Again(task, claim, group, "the lease of its worker has run out"),
            ClaimState.Leased => Keep(claim),
            ClaimState.Silent when SilenceTracker.SilentFor(claim, group, rules) >= rules.VisibilityTimeout =>
                Again(task, claim, group, $"its worker has given no sign for {TimeText.Of(rules.VisibilityTimeout)}"),
            ClaimState.Silent => Keep(claim),
            ClaimState.Released => Released(task, claim, group),
            ClaimState.Parked => new Decision.Park(claim, claim.ParkedBecause ?? "it was set aside"),
            _ => throw new UnreachableException(),
        };
    }

    private Decision Released(BuildTask task, Claim claim, GroupState group) => claim.Mark switch
    {
        ClaimMark.ReleaseRecord { Until: var until } when until > group.Time => new Decision.Keep(
            claim.GroupId, $"it was given back to group {claim.GroupId}, and waits for another {TimeText.About(until - group.Time)}"),
        ClaimMark.ReleaseRecord { Reason: ReleaseReason.Unfit, Why: var why } => new Decision.Park(claim, $"a worker cannot build it: {why}"),
        ClaimMark.ReleaseRecord { Why: { } why } => Again(task, claim, group, $"it was given back: {why}"),
        _ => Again(task, claim, group, "it was given back, and is still listed"),
    };

    private Decision Again(BuildTask task, Claim claim, GroupState group, string reason)
    {
        if (Elsewhere(task, claim, group) is { } elsewhere)
        {
            return Withdraw(claim, elsewhere);
        }

        // A word of an operator, of a new backend or of a worker that stops does not count as an attempt.
        var attempt = claim.ReleasedBecause switch
        {
            ReleaseReason.Retried => 1,
            ReleaseReason.Forgotten or ReleaseReason.Interrupted => Math.Max(claim.Attempt, 1),
            _ => claim.Attempt + 1,
        };
        return attempt > rules.Attempts
            ? new Decision.Park(claim, $"it was handed out {claim.Attempt} times, which is as often as allowed; the last time, {reason}")
            : new Decision.Requeue(claim, attempt, reason);
    }

    /// <summary>The group that the task belongs to now, when it waits in another one and is to leave it.</summary>
    private string? Moved(BuildTask task, Claim claim, GroupState group) =>
        !group.IsConfigured && rules.RemovedGroups == RemovedGroups.Drain ? null : Elsewhere(task, claim, group);

    private string? Elsewhere(BuildTask task, Claim claim, GroupState group)
    {
        var route = Ask(task);
        Fault = (route as RouteDecision.Failed)?.Result;
        return route switch
        {
            RouteDecision.ToGroup to when to.GroupId == claim.GroupId && group.IsConfigured => null,
            RouteDecision.ToGroup to when observed.Groups.TryGetValue(to.GroupId, out var other) && other.IsConfigured => to.GroupId,
            _ => group.IsConfigured ? null : "none",
        };
    }

    private static Decision.Withdraw Withdraw(Claim claim, string elsewhere) => new(claim, $"builder group {elsewhere} takes it now, not {claim.GroupId}");

    private Decision.Keep Keep(Claim claim)
    {
        ref var keep = ref Known(claim).Keeps[(int)claim.State];
        return keep ??= new Decision.Keep(claim.GroupId, claim.State switch
        {
            ClaimState.Waiting => $"it waits in the queue of group {claim.GroupId}",
            ClaimState.Leased => $"a worker of group {claim.GroupId} holds it",
            ClaimState.Silent => $"a worker of group {claim.GroupId} has taken it",
            ClaimState.Released => $"it was given back to group {claim.GroupId}",
            ClaimState.Parked => $"it is set aside in group {claim.GroupId}",
            _ => throw new UnreachableException(),
        });
    }

    private KnownGroup Known(Claim claim)
    {
        if (_lastGroup?.GroupId != claim.GroupId && !_groups.TryGetValue(claim.GroupId, out _lastGroup))
        {
            _groups[claim.GroupId] = _lastGroup = new KnownGroup(claim.GroupId, observed.GroupOf(claim));
        }

        return _lastGroup!;
    }

    private Decision Route(BuildTask task)
    {
        return Ask(task) switch
        {
            RouteDecision.Refuse refuse => new Decision.Refuse(refuse.Reason),
            RouteDecision.Failed failed => failed.Result,
            RouteDecision.ToGroup group => To(group),
            _ => new Decision.Refuse($"The router {router.GetType().Name} gave no decision; it must return a RouteDecision"),
        };
    }

    private Decision To(RouteDecision.ToGroup group)
    {
        if (!ReferenceEquals(_lastRoute.Group, group))
        {
            if (!_routes.TryGetValue(group, out var decision))
            {
                _routes[group] = decision = !observed.Groups.TryGetValue(group.GroupId, out var state) || !state.IsConfigured
                        ? new Decision.Refuse($"The router chose builder group '{group.GroupId}', which is not configured")
                    : _unread is not null ? new Decision.Hold(group.GroupId, UnreadText(_unread), HoldCause.GroupUnread)
                    : new Decision.Enqueue(group.GroupId, group.Reason);
            }

            _lastRoute = (group, decision);
        }

        return _lastRoute.Decision!;
    }

    private static string UnreadText(GroupState group) =>
        $"builder group {group.GroupId} could not be read since this grabber leads, and one of its workers may have the task. Mend it; "
            + $"or, when none of its workers has anything, delete its keys: {group.Fault}";

    private RouteDecision? Ask(BuildTask task)
    {
        try
        {
            return router.Route(task);
        }
#pragma warning disable CA1031 // Whatever a host's router throws costs this task only.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new RouteDecision.Failed(Decision.Refuse.Because($"The router {router.GetType().Name}", fault));
        }
    }

    private sealed class KnownGroup(string groupId, GroupState state)
    {
        public string GroupId => groupId;

        public GroupState State => state;

        public Decision.Keep?[] Keeps { get; } = new Decision.Keep?[Enum.GetValues<ClaimState>().Length];
    }
}
