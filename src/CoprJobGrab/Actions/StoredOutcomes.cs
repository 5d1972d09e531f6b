namespace CoprJobGrab.Actions;

/// <summary>The content of an <see cref="IOutcomeStore"/>.</summary>
/// <param name="Outstanding">The results that are to be reported.</param>
/// <param name="GivenUp">Those that the frontend refused.</param>
internal sealed record StoredOutcomes(IReadOnlyList<ActionReport> Outstanding, IReadOnlyList<GivenUpReport> GivenUp);
