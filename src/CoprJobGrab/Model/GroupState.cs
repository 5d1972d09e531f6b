namespace CoprJobGrab;

/// <summary>One builder group's queue, as observed.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Waiting">Elements in the list.</param>
/// <param name="Incarnation">The random value inside the claims themselves, by which a lost store is noticed; null when there are none yet.</param>
/// <param name="Version">Advances with every write to the claims.</param>
public sealed record GroupState(string GroupId, long Waiting, string? Incarnation, long Version);
