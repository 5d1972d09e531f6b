namespace CoprJobGrab;

/// <summary>
/// Says which actions start next: one at a time per project and in the frontend's order inside it; between projects by priority, ties in the frontend's order.
/// </summary>
/// <remarks>
/// An action that cannot start keeps its place: what comes after it and shares a project waits too, whatever its priority. An action whose record was never answered
/// for may touch any project, so nothing behind it starts; that lasts for one answer, and seconds at most. If the answer was a failure or is late, only the actions of the same listed owner go on waiting:
/// an action that the frontend cannot show would else stop all others for ever. An action of <see cref="ActionProjects.Every"/> project waits for all that stand before it
/// and is waited for by all behind it. A settled action is as good as not there.
/// </remarks>
internal static class LanePlanner
{
    /// <param name="actions">Every known action, in the frontend's order.</param>
    /// <param name="maxParallel">How many may run at once, those included that run already.</param>
    /// <returns>What is to start, most urgent first.</returns>
    public static IReadOnlyList<LaneAction> Next(IReadOnlyList<LaneAction> actions, int maxParallel)
    {
        var free = maxParallel - actions.Count(action => action.Standing == LaneStanding.Running);
        // OrderBy is stable: equal priorities stay in the frontend's order.
        return free <= 0 ? [] : [.. Startable(actions).OrderBy(action => action.Priority).Take(free)];
    }

    private static List<LaneAction> Startable(IReadOnlyList<LaneAction> actions)
    {
        var startable = new List<LaneAction>();
        var heldOwners = new HashSet<string>(StringComparer.Ordinal);
        var heldProjects = actions
            .Where(action => action.Standing is LaneStanding.Running or LaneStanding.Reporting)
            .SelectMany(action => action.Projects)
            .ToHashSet(StringComparer.Ordinal);

        foreach (var action in actions)
        {
            switch (action.Standing)
            {
                case LaneStanding.RecordWanted:
                    return startable;
                case LaneStanding.RecordFailing when action.Owner is not null:
                    heldOwners.Add(action.Owner);
                    break;
                case LaneStanding.Ready when IsFree(action, heldProjects, heldOwners):
                    startable.Add(action);
                    heldProjects.UnionWith(action.Projects);
                    break;
                case LaneStanding.Ready or LaneStanding.Pausing:
                    heldProjects.UnionWith(action.Projects);
                    break;
            }
        }

        return startable;
    }

    private static bool IsFree(LaneAction action, HashSet<string> heldProjects, HashSet<string> heldOwners) =>
        (action.Owner is null || !heldOwners.Contains(action.Owner)) && !Meets(action.Projects, heldProjects);

    private static bool Meets(IReadOnlyList<string> projects, HashSet<string> held) =>
        held.Count > 0 && projects.Count > 0
        && (held.Contains(ActionProjects.Every) || projects.Contains(ActionProjects.Every) || projects.Any(held.Contains));
}
