namespace CoprJobGrab.Actions;

/// <summary>The facts about an action that <see cref="LanePlanner"/> looks at.</summary>
/// <param name="Id">The action's id.</param>
/// <param name="Priority">Smaller is sooner.</param>
/// <param name="Owner">The project's owner as listed; null when the frontend does not say.</param>
/// <param name="Projects">The keys of <see cref="ActionProjects"/>; empty while the record is unknown.</param>
/// <param name="State">Where it stands.</param>
internal readonly record struct LaneAction(long Id, int Priority, string? Owner, IReadOnlyList<string> Projects, ActionState State)
{
    /// <summary>When the action was made; null while the record is unknown, and where it does not say.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>What it does; null while the record is unknown.</summary>
    public ActionType? Type { get; init; }

    /// <summary>True when its handler has run before, so that nothing of its projects may overtake it.</summary>
    public bool HasBegun { get; init; }
}
