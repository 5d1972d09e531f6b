namespace CoprJobGrab.Routing;

/// <summary>The configured builder groups, checked: no architecture is in two of them. They may become others between two cycles.</summary>
internal sealed class BuilderGroups
{
    private volatile IReadOnlyList<BuilderGroup> _all;

    /// <param name="groups">The groups.</param>
    /// <param name="byArchitecture">Whether the library's own router is in use, which cannot reach a group without an architecture.</param>
    /// <param name="isRequired">Whether there must be a group.</param>
    /// <exception cref="ArgumentException">Something is wrong with the groups; the message says everything.</exception>
    public BuilderGroups(IEnumerable<BuilderGroup> groups, bool byArchitecture = true, bool isRequired = true)
    {
        _all = [.. groups];
        var faults = Faults(_all, byArchitecture, isRequired).ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(groups));
        }
    }

    public IReadOnlyList<BuilderGroup> All => _all;

    /// <summary>Takes others in their place, which were checked.</summary>
    public void Follow(IReadOnlyList<BuilderGroup> groups) => _all = groups;

    public static IEnumerable<BuilderGroup> Read(IEnumerable<BuilderGroupOptions> groups) =>
        groups.Select(group => new BuilderGroup(group.Id.Trim(), [.. group.Architectures.Select(architecture => architecture.Trim())]) { Depth = group.Depth });

    /// <summary>Everything that is wrong with these groups, each with the values and the cure.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<BuilderGroup> groups, bool byArchitecture = true, bool isRequired = true)
    {
        if (groups.Count == 0 && isRequired)
        {
            yield return "No builder group is configured, so no build could go anywhere; "
                + "add at least one, for instance group 0 with the architectures * and source.";
        }

        foreach (var group in groups)
        {
            if (!BuilderGroup.IsValidId(group.Id))
            {
                yield return $"The builder group id '{group.Id}' is not usable in a queue's name; use letters, digits, '.', '_' and '-' only.";
            }

            if ((byArchitecture && group.Architectures.Count == 0) || group.Architectures.Any(architecture => architecture.Length == 0))
            {
                yield return $"Builder group '{group.Id}' has no architecture, or an empty one; "
                    + $"name what it builds, '{BuilderGroup.Source}' or '{BuilderGroup.Any}'. Only for a router of the host's (UseRouter) it may have none.";
            }
        }

        foreach (var twice in groups.GroupBy(group => group.Id, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"The builder group id '{twice.Key}' is configured {twice.Count()} times; give each group an id of its own.";
        }

        var owners = groups.SelectMany(group => group.Architectures.Select(architecture => (Architecture: architecture, group.Id)));
        foreach (var shared in owners.GroupBy(owner => owner.Architecture, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"The architecture '{shared.Key}' is in more than one builder group ({string.Join(", ", shared.Select(owner => owner.Id))}); "
                + "leave it in one.";
        }
    }
}
