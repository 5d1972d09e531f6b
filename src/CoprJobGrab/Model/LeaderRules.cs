namespace CoprJobGrab;

/// <summary>How the rules of this process compare with those of the grabber that leads, which keeps them in the store.</summary>
/// <param name="IsLed">True when a grabber leads now. The rules are those of the last one that led.</param>
/// <param name="Unknown">Why its rules are not known; null when they are.</param>
/// <param name="Differences">Each rule that differs. A rule that is a function of the host's is compared by its name alone.</param>
public sealed record LeaderRules(bool IsLed, string? Unknown, IReadOnlyList<RuleDifference> Differences);
