namespace CoprJobGrab;

/// <summary>One listed task and what is to be done about it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Decision">The decision, with its reason.</param>
public readonly record struct PlannedTask(BuildTask Task, Decision Decision);
