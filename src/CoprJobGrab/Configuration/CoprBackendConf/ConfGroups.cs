using System.Globalization;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>The builder groups of a file: those of 2014 to 2016 (wire 8.1), or the one of today, whose Copr knows none.</summary>
internal sealed class ConfGroups(ConfSection backend, ConfResult result)
{
    // The architectures that the original took for a group without its own.
    private const string DefaultArchitectures = "i386,x86_64";
    private const int MostGroups = 1_000;

    /// <summary>True for a file that says what its groups build, which only one of 2014 to 2016 does.</summary>
    public static bool AreIn(ConfSection backend) => backend.Keys.Any(key => Number(key, "_archs") is not null);

    public void Read()
    {
        if (!AreIn(backend))
        {
            Add(0, "0", [BuilderGroup.Any, BuilderGroup.Source]);
            return;
        }

        var count = backend.Whole("build_groups", 1, MostGroups) ?? 1;
        foreach (var left in backend.Keys.Where(key => Number(key, "_archs") >= count))
        {
            backend.Note(left, $"is not read, because build_groups is {count}; groups are numbered from 0");
        }

        var owners = Owners(count);
        var index = 0;
        for (var group = 0; group < count; group++)
        {
            var architectures = owners.Where(owner => owner.Value == group).Select(owner => owner.Key).ToList();
            if (architectures.Count == 0)
            {
                result.Notes.Add(
                    $"Builder group {group} has no architecture that is not another group's, so nothing would ever go into its queue; it is left out.");
                continue;
            }

            Add(index++, group.ToString(CultureInfo.InvariantCulture), architectures);
            ReadLimit(group);
        }
    }

    /// <summary>The group of each architecture, in the order of the file. The last group that names one has it, as in the original.</summary>
    private OrderedDictionary<string, int> Owners(int count)
    {
        var owners = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        for (var group = 0; group < count; group++)
        {
            foreach (var architecture in Architectures(group))
            {
                if (owners.TryGetValue(architecture, out var other) && other != group)
                {
                    result.Notes.Add($"Architecture {architecture} is in builder groups {other} and {group}; "
                        + $"it goes to {group} alone, as the original had it, where the last one counted.");
                    owners.Remove(architecture);
                }

                owners[architecture] = group;
            }
        }

        return owners;
    }

    private IEnumerable<string> Architectures(int group)
    {
        var key = Key(group, "_archs");
        if (!backend.Has(key))
        {
            result.Notes.Add($"{key} is missing; Copr's default applies: {DefaultArchitectures}.");
            return DefaultArchitectures.Split(',');
        }

        var members = backend.Members(key) ?? [];
        var untrimmed = members.Where(member => member.Trim() is { Length: > 0 } trimmed && trimmed != member).Select(member => member.Trim()).ToList();
        if (untrimmed.Count > 0)
        {
            backend.Note(
                key, $"has white space around {string.Join(", ", untrimmed)}; the original did not trim it, so that nothing matched, and here it is trimmed");
        }

        if (members.Any(string.IsNullOrWhiteSpace))
        {
            backend.Note(key, "has an empty member, which is left out");
        }

        return members.Select(member => member.Trim()).Where(member => member.Length > 0);
    }

    private void ReadLimit(int group)
    {
        var key = Key(group, "_max_vm_per_user");
        if (backend.Whole(key, 0) is { } limit)
        {
            result.Values[$"Scheduling:Limits:PerOwnerOfGroup:{group}"] = limit.ToString(CultureInfo.InvariantCulture);
            backend.Note(
                key,
                $"is {limit} builds of an owner in group {group}; the original let one more through, and counted the owner's builds of all groups together");
        }
    }

    private void Add(int index, string id, List<string> architectures)
    {
        result.Values[$"Groups:{index}:Id"] = id;
        for (var at = 0; at < architectures.Count; at++)
        {
            result.Values[$"Groups:{index}:Architectures:{at}"] = architectures[at];
        }
    }

    private static string Key(int group, string name) => string.Create(CultureInfo.InvariantCulture, $"group{group}{name}");

    private static int? Number(string key, string name) =>
        key.StartsWith("group", StringComparison.Ordinal) && key.EndsWith(name, StringComparison.Ordinal) && key.Length > "group".Length + name.Length
            && int.TryParse(key["group".Length..^name.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
