namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>What was seen of the writes to a group.</summary>
/// <param name="Leads">How often its epoch rose.</param>
/// <param name="Accepted">Scripts of a leader that wrote.</param>
/// <param name="Refused">Scripts of a leader that came with another epoch than the group's and wrote nothing.</param>
/// <param name="Violations">Writes that should not have been.</param>
internal sealed record EpochFindings(int Leads, int Accepted, int Refused, IReadOnlyList<string> Violations);
