namespace CoprJobGrab;

/// <summary>Makes rules of the configured limits (spec 3.4, 7.6).</summary>
internal static class LimitRules
{
    private const string Everything = "";

    public static IEnumerable<LimitRule> From(SchedulingOptions options)
    {
        var limits = options.Limits;
        return
        [
            .. Blocked(options.BlockedOwners),
            .. One("total", limits.Total, (_, _) => Everything),
            .. Each("arch", limits.Architectures, (arch, keys, _) => keys.CountedArchitecture == arch ? Everything : null),
            .. Each("tag", limits.Tags, (tag, keys, _) => keys.Tags.Contains(tag) ? Everything : null),
            .. Each("arch-owner", limits.PerOwnerOfArchitecture, (arch, keys, _) => keys.CountedArchitecture == arch ? keys.Owner : null),
            .. Each("owner-tag", limits.PerOwnerOfTag, (tag, keys, _) => keys.Tags.Contains(tag) ? keys.Owner : null),
            .. Each("owner-group", limits.PerOwnerOfGroup, (group, keys, groupId) => groupId == group ? keys.Owner : null),
            .. One("sandbox", limits.PerSandbox, (keys, _) => keys.CountedSandbox),
            .. One("owner", limits.PerOwner, (keys, _) => keys.Owner),
            .. One("project", limits.PerProject, (keys, _) => keys.Project),
            .. One("user-ssh", limits.UserSshPerOwner, (keys, _) => keys.UserSsh ? keys.Owner : null),
        ];
    }

    private static IEnumerable<LimitRule> Blocked(IEnumerable<string> owners)
    {
        var blocked = owners.ToHashSet(StringComparer.Ordinal);
        return blocked.Count == 0 ? [] : [new LimitRule("blocked owners", 0, (keys, _) => keys.Owner is { } owner && blocked.Contains(owner) ? owner : null)];
    }

    private static IEnumerable<LimitRule> One(string name, int? most, Func<LimitKeys, string, string?> keyOf) =>
        most is { } number ? [new LimitRule(name, number, keyOf)] : [];

    private static IEnumerable<LimitRule> Each(string kind, IDictionary<string, int> limits, Func<string, LimitKeys, string, string?> keyOf) =>
        limits.Select(limit => new LimitRule($"{kind}:{limit.Key}", limit.Value, (keys, groupId) => keyOf(limit.Key, keys, groupId)));
}
