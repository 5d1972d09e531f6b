using System.Globalization;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab.Configuration;

/// <summary>Two versions of a configuration, compared by the texts of their options.</summary>
internal static class OptionTexts
{
    /// <summary>The names of rules that the host has put in place of the library's, or beside them, begin with this.</summary>
    public const string OfHost = "the host's ";

    private const string Set = "set";

    /// <summary>All that decides about a task. A rule that the host has put in place of the library's is told by its name alone.</summary>
    /// <param name="options">The options that may change while the grabber runs.</param>
    /// <param name="atStart">The options that were taken at the start.</param>
    /// <param name="host">The rules that the host has put in place of, or beside, the library's own.</param>
    public static IReadOnlyDictionary<string, string> OfRules(CoprJobGrabOptions options, CoprJobGrabOptions atStart, HostScheduling host) =>
        OptionRows.All.Texts(options, row => row.IsLive)
            .Concat(OptionRows.All.Texts(atStart, row => row.IsRule))
            .Append(new($"{OfHost}priorities", host.Priority is null ? null : Set))
            .Append(new($"{OfHost}judgement of what is urgent", host.IsUrgent is null ? null : Set))
            .Concat(host.Limits.GroupBy(limit => limit.Name).Select(limits => new KeyValuePair<string, string?>(
                $"{OfHost}limit {limits.Key}", string.Join(", ", limits.Select(limit => limit.Most.ToString(CultureInfo.InvariantCulture))))))
            .Where(rule => rule.Value is not null)
            .ToDictionary(rule => rule.Key, rule => rule.Value!, StringComparer.Ordinal);

    /// <summary>The paths of what differs.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string?> old, IReadOnlyDictionary<string, string?> now) =>
        [.. now.Keys.Union(old.Keys).Where(path => now.GetValueOrDefault(path) != old.GetValueOrDefault(path))];

    /// <summary>The differences, for a person.</summary>
    public static IEnumerable<string> Changes(IReadOnlyDictionary<string, string?> old, IReadOnlyDictionary<string, string?> now) =>
        Changed(old, now).Select(path => $"{path} is {now.GetValueOrDefault(path) ?? "not set"}, and was {old.GetValueOrDefault(path) ?? "not set"}");
}
