using System.Globalization;

namespace CoprJobGrab.Configuration;

/// <summary>What is wrong with the options of scheduling, each with the value and the cure.</summary>
internal static class SchedulingFaults
{
    private const string Limits = $"{nameof(CoprJobGrabOptions.Scheduling)}:{nameof(SchedulingOptions.Limits)}";
    private const int HeaviestShare = 1_000;

    public static IEnumerable<string> Of(CoprJobGrabOptions options)
    {
        var limits = options.Scheduling.Limits;
        var groups = options.Groups.Select(group => group.Id.Trim()).ToList();
        return Single(nameof(limits.Total), limits.Total)
            .Concat(Architectures(nameof(limits.Architectures), limits.Architectures))
            .Concat(Each(nameof(limits.Tags), limits.Tags))
            .Concat(Single(nameof(limits.PerSandbox), limits.PerSandbox))
            .Concat(Single(nameof(limits.PerOwner), limits.PerOwner))
            .Concat(Single(nameof(limits.PerProject), limits.PerProject))
            .Concat(Architectures(nameof(limits.PerOwnerOfArchitecture), limits.PerOwnerOfArchitecture))
            .Concat(Each(nameof(limits.PerOwnerOfTag), limits.PerOwnerOfTag))
            .Concat(Each(nameof(limits.PerOwnerOfGroup), limits.PerOwnerOfGroup))
            .Concat(limits.PerOwnerOfGroup.Keys.Where(key => !groups.Contains(key, StringComparer.Ordinal)).Select(key =>
                $"{Limits}:{nameof(limits.PerOwnerOfGroup)}:{key} is for a builder group that is not configured; give one of {string.Join(", ", groups)}."))
            .Concat(Single(nameof(limits.UserSshPerOwner), limits.UserSshPerOwner))
            .Concat(Owners(options.Scheduling))
            .Concat(Depths(options.Groups));
    }

    private static IEnumerable<string> Single(string name, int? limit)
    {
        if (limit < 0)
        {
            yield return Below($"{Limits}:{name}", limit.Value, 0, "no limit");
        }
    }

    private static IEnumerable<string> Each(string name, IDictionary<string, int> limits)
    {
        foreach (var (key, limit) in limits)
        {
            if (string.IsNullOrWhiteSpace(key))
            {
                yield return $"{Limits}:{name} has a limit of {limit} without a name; name what it limits.";
            }
            else if (limit < 0)
            {
                yield return Below($"{Limits}:{name}:{key}", limit, 0, "no limit");
            }
        }
    }

    private static IEnumerable<string> Architectures(string name, IDictionary<string, int> limits) => Each(name, limits).Concat(
        limits.Keys.Where(key => key.EndsWith("86", StringComparison.Ordinal)).Select(key =>
            $"{Limits}:{name}:{key} would never count, because limits see everything that ends in 86 as x86_64; put the limit on x86_64."));

    private static IEnumerable<string> Owners(SchedulingOptions scheduling)
    {
        const string section = nameof(CoprJobGrabOptions.Scheduling);
        foreach (var (owner, index) in scheduling.BlockedOwners.Select((owner, index) => (owner, index)))
        {
            if (string.IsNullOrWhiteSpace(owner))
            {
                yield return $"{section}:{nameof(scheduling.BlockedOwners)}:{index} is empty; give an owner's name, or leave it out.";
            }
        }

        foreach (var (owner, share) in scheduling.Shares)
        {
            if (string.IsNullOrWhiteSpace(owner))
            {
                yield return $"{section}:{nameof(scheduling.Shares)} has a weight without a name; name an owner, or * for all others.";
            }
            else if (share is not (> 0 and <= HeaviestShare))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{section}:{nameof(scheduling.Shares)}:{owner} is {share}; it must be more than 0 and at most {HeaviestShare}, and an owner who gets nothing is blocked.");
            }
        }
    }

    private static IEnumerable<string> Depths(IList<BuilderGroupOptions> groups)
    {
        foreach (var (group, index) in groups.Select((group, index) => (group, index)))
        {
            if (group.Depth < 1)
            {
                yield return Below($"{nameof(CoprJobGrabOptions.Groups)}:{index}:{nameof(group.Depth)}", group.Depth.Value, 1, "no bound");
            }
        }
    }

    private static string Below(string option, int value, int least, string none) => $"{option} is {value}; it must be {least} or more, or not set for {none}.";
}
