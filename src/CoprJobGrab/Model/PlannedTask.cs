namespace CoprJobGrab;

/// <summary>One listed task and what is to be done about it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Decision">The decision, with its reason.</param>
public readonly record struct PlannedTask(BuildTask Task, Decision Decision)
{
    /// <summary>Smaller is sooner (wire 7.7); ties are in the frontend's order.</summary>
    public long Priority { get; init; }

    /// <summary>The keys that limits count the task by.</summary>
    public LimitKeys? Limits { get; init; }
}
