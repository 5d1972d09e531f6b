namespace CoprJobGrab;

/// <summary>The decision about one listed task. Equal decisions are one object: a list has a hundred thousand tasks and a handful of reasons.</summary>
internal sealed class TaskDecisions(IBuildRouter router, QueueState observed)
{
    private Decision.Keep? _lastKeep;
    private ClaimStanding _lastStanding;
    private RouteDecision.ToGroup? _lastRoute;
    private Decision? _lastDecision;

    public Decision About(BuildTask task) =>
        observed.Claims.TryGetValue(task.TaskId, out var claim) ? Keep(claim) : Route(task);

    private Decision.Keep Keep(Claim claim)
    {
        if (_lastKeep is null || _lastStanding != claim.Standing || !ReferenceEquals(_lastKeep.GroupId, claim.GroupId))
        {
            _lastStanding = claim.Standing;
            _lastKeep = new Decision.Keep(claim.GroupId, claim.Standing switch
            {
                ClaimStanding.Waiting => $"it waits in the queue of group {claim.GroupId}",
                ClaimStanding.Leased => $"a worker of group {claim.GroupId} holds it",
                ClaimStanding.Silent => $"a worker of group {claim.GroupId} has taken it",
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }

        return _lastKeep;
    }

    private Decision Route(BuildTask task)
    {
        var route = Ask(task);
        if (_lastDecision is not null && ReferenceEquals(route, _lastRoute))
        {
            return _lastDecision;
        }

        switch (route)
        {
            case RouteDecision.Refuse refuse:
                return new Decision.Refuse(refuse.Reason);
            case RouteDecision.ToGroup group:
                _lastRoute = group;
                return _lastDecision = observed.Groups.ContainsKey(group.GroupId)
                    ? new Decision.Enqueue(group.GroupId, group.Reason)
                    : new Decision.Refuse($"The router chose builder group '{group.GroupId}', which is not configured");
            default:
                return new Decision.Refuse($"The router {router.GetType().Name} gave no decision; it must return a RouteDecision");
        }
    }

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
            return new RouteDecision.Refuse($"The router {router.GetType().Name} failed: {fault.GetType().Name}: {fault.Message}");
        }
    }
}
