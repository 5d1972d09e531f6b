namespace CoprJobGrab;

/// <summary>
/// Elements that stand in a list without a claim, because the claims were lost or another writer pushed them: their tasks are claimed, not pushed again, and doubled
/// ones are removed but for the one that is popped first.
/// </summary>
/// <param name="Incarnation">Of the claims as read; null when there were none.</param>
/// <param name="Version">Of the claims as read.</param>
/// <param name="Claims">The claims to write.</param>
/// <param name="Surplus">What to remove, the newest first; elements by their SHA-1, as two tasks can bear one name.</param>
internal sealed record Adoption(string? Incarnation, long Version, IReadOnlyList<Claim> Claims, IReadOnlyDictionary<string, Surplus> Surplus);
