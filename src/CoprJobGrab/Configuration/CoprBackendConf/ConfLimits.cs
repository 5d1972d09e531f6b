using System.Globalization;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>The limits of a file (wire 7.6, 8.2). Copr's own defaults apply to a file of today; that of 2014 to 2016 knew none of them.</summary>
internal sealed class ConfLimits(ConfSection backend, ConfResult result, string file)
{
    private static readonly (string Key, string Option, int Default)[] Single =
    [
        ("builds_max_workers", nameof(LimitOptions.Total), 60),
        ("builds_max_workers_owner", nameof(LimitOptions.PerOwner), 20),
        ("builds_max_workers_sandbox", nameof(LimitOptions.PerSandbox), 10),
        (UserSsh, nameof(LimitOptions.UserSshPerOwner), 2),
    ];

    private const string UserSsh = "builds_max_userssh";

    public void Read(bool defaultsApply)
    {
        var defaults = new List<string>();
        foreach (var (key, option, byDefault) in Single)
        {
            if (backend.Has(key))
            {
                Set(option, backend.Whole(key, 0));
            }
            else if (defaultsApply)
            {
                defaults.Add($"{key} = {byDefault}");
                Set(option, byDefault);
            }
        }

        if (defaults.Count > 0)
        {
            result.Notes.Add($"{file} does not set every limit; Copr's defaults apply: {string.Join(", ", defaults)}.");
        }

        TellZeroes();
        Set(nameof(LimitOptions.Architectures), "builds_max_workers_arch", isByArchitecture: true);
        Set(nameof(LimitOptions.Tags), "builds_max_workers_tag", isByArchitecture: false);
        Set(nameof(LimitOptions.PerOwnerOfArchitecture), "builds_max_workers_arch_per_owner", isByArchitecture: true);
        ReadBlockedOwners();
    }

    /// <summary>A limit of 0 of these stopped every build in the original, those too that have nothing to count by.</summary>
    private void TellZeroes()
    {
        foreach (var (key, _, _) in Single.Where(limit => limit.Key != "builds_max_workers" && backend.Has(limit.Key)))
        {
            if (int.TryParse(backend.Text(key), NumberStyles.Integer, CultureInfo.InvariantCulture, out var limit) && limit == 0)
            {
                backend.Note(key, "is 0, which stopped every build in the original; here it stops those alone that have what it counts by");
            }
        }
    }

    private void Set(string option, string key, bool isByArchitecture)
    {
        foreach (var (name, count) in backend.Map(key))
        {
            if (isByArchitecture && name.EndsWith("86", StringComparison.Ordinal))
            {
                backend.Note(key, $"limits {name}, which never counted, because limits see everything that ends in 86 as x86_64; it is left out");
            }
            else
            {
                Set($"{option}:{name}", count);
            }
        }
    }

    private void Set(string option, int? limit)
    {
        if (limit is { } number)
        {
            result.Values[$"Scheduling:Limits:{option}"] = number.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void ReadBlockedOwners()
    {
        const string key = "blocked_owners";
        var members = (backend.Members(key) ?? []).Select(member => member.Trim()).Where(member => member.Length > 0).ToList();
        if (members.Any(member => member.Contains('\n', StringComparison.Ordinal)))
        {
            backend.Note(key, "has lines without a comma between them, which the original took for one name; here each line is a name");
        }

        var owners = members.SelectMany(member => member.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal);
        foreach (var (owner, index) in owners.Select((owner, index) => (owner, index)))
        {
            result.Values[$"Scheduling:BlockedOwners:{index}"] = owner;
        }
    }
}
