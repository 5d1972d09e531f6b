namespace CoprJobGrab.Actions;

/// <summary>
/// Says which actions start next: one at a time per project, in the order of <see cref="ActionOrder"/>, inside a project and between projects.
/// </summary>
/// <remarks>
/// An action that cannot start keeps its place: what comes after it and shares a project waits too.
/// An action that has begun keeps its projects, whatever comes before it in the order: nothing that shares one starts until its result is told.
/// An action whose record was never answered for may touch any project, so nothing behind it starts but what has begun; that lasts for one answer,
/// and seconds at most. If the answer was a failure or is late, only the actions of the same listed owner go on waiting:
/// an action that the frontend cannot show would else stop all others for ever.
/// An action whose type has its limit is passed over, and keeps its place as any other that cannot start.
/// An action of <see cref="ActionProjects.Every"/> project waits for all that stand before it and is waited for by all behind it.
/// An action that runs elsewhere holds its projects and no place in the limit. A settled action is as good as not there.
/// </remarks>
internal static class LanePlanner
{
    /// <param name="actions">Every known action, in the frontend's order.</param>
    /// <param name="maxParallel">How many may run at once, those included that run already.</param>
    /// <param name="maxOfType">The same for the actions of one type; null where a type has no limit of its own.</param>
    /// <returns>The actions to start, in order.</returns>
    public static IReadOnlyList<LaneAction> Next(IReadOnlyList<LaneAction> actions, int maxParallel, Func<ActionType, int?>? maxOfType = null)
    {
        var running = actions.Where(action => action.State == ActionState.Running).ToList();
        var ran = running.Count;
        if (ran >= maxParallel)
        {
            return [];
        }

        var inOrder = ActionOrder.Of(actions);
        var startable = Startable(inOrder);
        foreach (var action in inOrder.Where(action => startable.Contains(action.Id)))
        {
            if (running.Count < maxParallel
                && !(action.Type is { } type && maxOfType?.Invoke(type) is { } most && running.Count(other => other.Type == type) >= most))
            {
                running.Add(action);
            }
        }

        return running[ran..];
    }

    private static HashSet<long> Startable(IReadOnlyList<LaneAction> inOrder)
    {
        var startable = new HashSet<long>();
        var heldOwners = new HashSet<string>(StringComparer.Ordinal);
        var heldProjects = inOrder
            .Where(action => action.State is ActionState.Running or ActionState.RunsElsewhere or ActionState.Reporting)
            .SelectMany(action => action.Projects)
            .ToHashSet(StringComparer.Ordinal);

        foreach (var action in inOrder.Where(action => action.HasBegun).Concat(inOrder.Where(action => !action.HasBegun)))
        {
            switch (action.State)
            {
                case ActionState.RecordWanted:
                    return startable;
                case ActionState.RecordFailing when action.Owner is not null:
                    heldOwners.Add(action.Owner);
                    break;
                case ActionState.Ready when IsFree(action, heldProjects, heldOwners):
                    startable.Add(action.Id);
                    heldProjects.UnionWith(action.Projects);
                    break;
                case ActionState.Ready or ActionState.Pausing:
                    heldProjects.UnionWith(action.Projects);
                    break;
            }
        }

        return startable;
    }

    private static bool IsFree(LaneAction action, HashSet<string> heldProjects, HashSet<string> heldOwners) =>
        (action.Owner is null || !heldOwners.Contains(action.Owner)) && !Meets(action.Projects, heldProjects);

    /// <summary>True when two actions of these projects must not run at once.</summary>
    public static bool Meets(IReadOnlyList<string> projects, IReadOnlyCollection<string> held) =>
        held.Count > 0 && projects.Count > 0
        && (held.Contains(ActionProjects.Every) || projects.Contains(ActionProjects.Every) || projects.Any(held.Contains));
}
