namespace CoprJobGrab;

/// <summary>A task that is to be handed out again.</summary>
/// <param name="Task">The task, as the frontend lists it now.</param>
/// <param name="Claim">The claim as observed; nothing is done when it is another by then.</param>
/// <param name="Attempt">The attempt that begins.</param>
public sealed record RequeuedTask(BuildTask Task, Claim Claim, int Attempt)
{
    /// <summary>True when it goes to the end of the list that is popped next.</summary>
    public bool IsUrgent { get; init; }
}
