namespace CoprJobGrab.Scheduling;

/// <summary>Makes rules of the configured limits (wire 3.4, 7.6).</summary>
internal static class LimitRuleReader
{
    public const string BlockedOwners = "Scheduling:BlockedOwners";

    private const string Everything = "";
    private const string Path = "Scheduling:Limits:";

    /// <summary>In the order of the table in <c>docs/scheduling.md</c>: the first that is full is the reason.</summary>
    public static IEnumerable<LimitRule> From(SchedulingOptions options)
    {
        var limits = options.Limits;
        return
        [
            .. Blocked(options.BlockedOwners),
            .. One("total", nameof(limits.Total), limits.Total, (_, _) => Everything),
            .. Each("arch", nameof(limits.Architectures), limits.Architectures, (arch, keys, _) => keys.CountedArchitecture == arch ? Everything : null),
            .. Each("tag", nameof(limits.Tags), limits.Tags, (tag, keys, _) => keys.Tags.Contains(tag) ? Everything : null),
            .. Each(
                "arch-owner", nameof(limits.PerOwnerOfArchitecture), limits.PerOwnerOfArchitecture,
                (arch, keys, _) => keys.CountedArchitecture == arch ? keys.Owner : null),
            .. Each("owner-tag", nameof(limits.PerOwnerOfTag), limits.PerOwnerOfTag, (tag, keys, _) => keys.Tags.Contains(tag) ? keys.Owner : null),
            .. Each("owner-group", nameof(limits.PerOwnerOfGroup), limits.PerOwnerOfGroup, (group, keys, groupId) => groupId == group ? keys.Owner : null),
            .. One("sandbox", nameof(limits.PerSandbox), limits.PerSandbox, (keys, _) => keys.CountedSandbox),
            .. One("owner", nameof(limits.PerOwner), limits.PerOwner, (keys, _) => keys.Owner),
            .. One("project", nameof(limits.PerProject), limits.PerProject, (keys, _) => keys.Project),
            .. One("user-ssh", nameof(limits.UserSshPerOwner), limits.UserSshPerOwner, (keys, _) => keys.UserSsh ? keys.Owner : null),
        ];
    }

    private static IEnumerable<LimitRule> Blocked(IEnumerable<string> owners)
    {
        var blocked = owners.ToHashSet(StringComparer.Ordinal);
        return blocked.Count == 0 ? [] : [new LimitRule(
            "blocked owners", 0, BlockedOwners, (keys, _) => keys.Owner is { } owner && blocked.Contains(owner) ? owner : null)];
    }

    private static IEnumerable<LimitRule> One(string name, string option, int? most, Func<LimitKeys, string, string?> keyOf) =>
        most is { } number ? [new LimitRule(name, number, Path + option, keyOf)] : [];

    private static IEnumerable<LimitRule> Each(string kind, string option, IDictionary<string, int> limits, Func<string, LimitKeys, string, string?> keyOf) =>
        limits.Select(
            limit => new LimitRule($"{kind}:{limit.Key}", limit.Value, $"{Path}{option}:{limit.Key}", (keys, groupId) => keyOf(limit.Key, keys, groupId)));
}
