namespace CoprJobGrab;

/// <summary>How the rules of this process compare with those of the grabber that leads, which keeps them in the store.</summary>
/// <param name="IsLed">True when a grabber leads now. The rules are those of the last one that led.</param>
/// <param name="Unknown">Why its rules are not known; null when they are.</param>
/// <param name="Here">
/// Each rule that differs, with its value in this process; null when it is not set. A rule is named by the path of its option, such as
/// <c>Scheduling:Limits:PerOwner</c>, or by what the host has put in its place. One that is a function of the host's is compared by its name alone.
/// </param>
/// <param name="There">The same rules, with their values in the grabber that leads.</param>
public sealed record LeaderRules(bool IsLed, string? Unknown, IReadOnlyDictionary<string, string?> Here, IReadOnlyDictionary<string, string?> There)
{
    /// <summary>Each difference in words.</summary>
    public IReadOnlyList<string> Differences =>
        [.. Here.Select(rule => $"{rule.Key} is {rule.Value ?? "not set"} here, and {There[rule.Key] ?? "not set"} in the grabber that leads")];
}
