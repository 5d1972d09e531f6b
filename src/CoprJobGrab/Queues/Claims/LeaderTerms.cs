namespace CoprJobGrab.Queues.Claims;

/// <summary>The state that a write of the leader must find in a group.</summary>
/// <param name="Epoch">Its own; 0 for a grabber that never led.</param>
/// <param name="Observed">The incarnation of the claims as observed; null when there were none.</param>
/// <param name="Current">Their incarnation after the write: the observed one, or else the one that the first write begins.</param>
/// <param name="Version">The version of the claims as observed, or a later one.</param>
/// <param name="Trace">The span that it is in, for the envelopes that it pushes; null for none.</param>
internal readonly record struct LeaderTerms(long Epoch, string? Observed, string Current, long Version, string? Trace = null);
