namespace CoprJobGrab.Queues.Claims;

/// <summary>The claims of one group as read.</summary>
/// <param name="Incarnation">Null when there are none.</param>
/// <param name="Version">0 when nothing was ever written.</param>
/// <param name="ByTask">The reader's own, by task id.</param>
internal readonly record struct StoredClaims(string? Incarnation, long Version, Dictionary<string, Claim> ByTask);
