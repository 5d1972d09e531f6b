namespace CoprJobGrab;

/// <summary>One attempt to do an action, as its handler is told of it.</summary>
/// <param name="Action">The action.</param>
public sealed record ActionAttempt(ActionTask Action)
{
    /// <summary>Which attempt it is, from 1. What was deferred or interrupted is no attempt. The count begins anew with the process that leads.</summary>
    public int Number { get; init; } = 1;

    /// <summary>True when the action is reported failed if this attempt fails too (<see cref="ActionOptions.MaxAttempts"/>).</summary>
    public bool IsLast { get; init; }
}
