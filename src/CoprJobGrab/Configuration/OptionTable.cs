using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>Options by their rows.</summary>
internal sealed class OptionTable<TOptions>(params IReadOnlyList<OptionRow<TOptions>> rows)
{
    public IReadOnlyList<OptionRow<TOptions>> Rows => rows;

    /// <summary>
    /// Reads every option. A fault, such as a key that no option has, does not end it, as it would end the framework's binder: all faults are told at once.
    /// </summary>
    /// <param name="section">The part of the configuration.</param>
    /// <param name="options">Takes what is set there.</param>
    /// <param name="faults">Takes what cannot be read.</param>
    /// <param name="other">A key that is there for others.</param>
    public void Read(IConfigurationSection section, TOptions options, List<string> faults, string other = "") => ReadBelow("", section, options, faults, other);

    /// <summary>The values by their paths, for a comparison with those of another configuration; null is not set.</summary>
    public Dictionary<string, string?> Texts(TOptions options, Func<OptionRow<TOptions>, bool> which) =>
        new(rows.Where(which).SelectMany(row => row.Texts(options, row.Path)), StringComparer.Ordinal);

    private void ReadBelow(string prefix, IConfigurationSection section, TOptions options, List<string> faults, string other = "")
    {
        var below = rows.Where(row => row.Path.StartsWith(prefix, StringComparison.Ordinal));
        var keys = below.Select(row => row.Path[prefix.Length..].Split(':')[0]).Distinct().ToList();
        foreach (var key in keys)
        {
            var part = section.GetSection(key);
            if (rows.FirstOrDefault(row => row.Path == prefix + key) is { } row)
            {
                row.Read(part, options, faults);
            }
            else
            {
                OptionRow<TOptions>.Members(part, faults);
                ReadBelow($"{prefix}{key}:", part, options, faults);
            }
        }

        faults.AddRange(section.GetChildren()
            .Where(child => !keys.Append(other).Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is unknown; {section.Key} has {string.Join(", ", keys)}."));
    }
}
