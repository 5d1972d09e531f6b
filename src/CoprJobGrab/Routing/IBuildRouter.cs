namespace CoprJobGrab;

/// <summary>Decides which builder group a build task goes to. The default goes by architecture.</summary>
/// <remarks>
/// Pure: no I/O, no waiting, the same answer for the same task, whatever was asked before and from whichever thread. A task that cannot be routed is a
/// <see cref="RouteDecision.Refuse"/>; an exception, null, or a group that is not configured is taken as one too, so that no task costs another.
/// </remarks>
public interface IBuildRouter
{
    /// <summary>Routes one task. Asked in every cycle for tasks that have no claim, so a refusal is never final.</summary>
    /// <param name="task">The task; any well-formed one.</param>
    /// <returns>The decision, never null. A group that is not configured counts as a refusal.</returns>
    RouteDecision Route(BuildTask task);
}
