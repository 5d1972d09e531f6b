namespace CoprJobGrab;

/// <summary>A task that has a place of the limit that holds another one.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">Its builder group.</param>
/// <param name="State">Where it stands; null when it has no claim that counts yet, and comes before the other one in the next cycle.</param>
public sealed record LimitHolder(string TaskId, string GroupId, ClaimState? State);
