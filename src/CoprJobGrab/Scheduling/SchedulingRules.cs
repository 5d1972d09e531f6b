namespace CoprJobGrab.Scheduling;

/// <summary>The limits and priorities of one configuration. Immutable; a changed configuration makes another.</summary>
internal sealed class SchedulingRules(
    IReadOnlyList<LimitRule> limits, IReadOnlyDictionary<string, int> depths, Dictionary<string, double> shares, HostScheduling host)
{
    private const string AllOthers = "*";

    /// <summary>No limits, no depths, no shares.</summary>
    public static SchedulingRules None { get; } = From(new SchedulingOptions(), [], HostScheduling.None);

    /// <summary>The limits, in the order in which they are told as reasons.</summary>
    public IReadOnlyList<LimitRule> Limits => limits;

    /// <summary>How many tasks may wait in a builder group's list, by group id; a group that is not in it has no bound.</summary>
    public IReadOnlyDictionary<string, int> Depths => depths;

    public HostScheduling Host => host;

    /// <summary>True when owners take turns by what they have, and not by running numbers alone.</summary>
    public bool HasShares => shares.Count > 0;

    public static SchedulingRules From(SchedulingOptions options, IEnumerable<BuilderGroup> groups, HostScheduling host) => new(
        [.. LimitRuleReader.From(options), .. host.Limits.Select(
            limit => new LimitRule(limit.Name, limit.Most, null, (keys, _) => keys.Own.GetValueOrDefault(limit.Name)))],
        groups.Where(group => group.Depth is not null).ToDictionary(group => group.Id, group => group.Depth!.Value, StringComparer.Ordinal),
        new Dictionary<string, double>(options.Shares, StringComparer.Ordinal),
        host);

    /// <summary>How much an owner is to have, against others; null when nobody has a share.</summary>
    public double? WeightOf(string? owner) => shares.Count == 0 ? null
        : owner is not null && shares.TryGetValue(owner, out var own) ? own
        : shares.GetValueOrDefault(AllOthers, 1);
}
