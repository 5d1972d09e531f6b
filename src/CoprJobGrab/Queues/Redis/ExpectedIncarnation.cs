namespace CoprJobGrab;

/// <summary>Which claims a write is about.</summary>
/// <param name="Observed">Their incarnation as observed; null when there were none.</param>
/// <param name="Current">Their incarnation after the write: the observed one, or else the one that the first write begins.</param>
internal readonly record struct ExpectedIncarnation(string? Observed, string Current);
