namespace CoprJobGrab.Explaining;

/// <summary>Finds the rules that differ between two grabbers.</summary>
internal static class RuleDifferences
{
    public static IReadOnlyList<RuleDifference> Between(
        IReadOnlyDictionary<string, string> here, IReadOnlyDictionary<string, string> leader, Func<string, bool> counts) =>
    [
        .. here.Keys.Union(leader.Keys).Where(counts).Order(StringComparer.Ordinal)
            .Select(rule => new RuleDifference(rule, here.GetValueOrDefault(rule), leader.GetValueOrDefault(rule)))
            .Where(difference => difference.Here != difference.Leader),
    ];
}
