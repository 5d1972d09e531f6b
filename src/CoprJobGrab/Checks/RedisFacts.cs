using System.Globalization;

namespace CoprJobGrab.Checks;

/// <summary>The facts that a Redis tells about itself.</summary>
/// <param name="Where">Its address.</param>
/// <param name="Version">Its version; null when it does not say.</param>
/// <param name="Policy">Its <c>maxmemory-policy</c>; null when it does not say.</param>
/// <param name="MaxMemory">Its <c>maxmemory</c> in bytes; 0 for none.</param>
/// <param name="AppendsOnly">Whether it writes an append-only file; null when it does not say.</param>
internal sealed record RedisFacts(string Where, string? Version, string? Policy, long MaxMemory, bool? AppendsOnly)
{
    /// <summary>When it saves snapshots, empty for never; null when it does not say.</summary>
    public string? Save { get; init; }

    /// <summary>Reads the answer to <c>INFO</c>: lines of <c>name:value</c>.</summary>
    public static RedisFacts Read(string where, string info)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2) is [var name, var value])
            {
                values[name] = value;
            }
        }

        return new RedisFacts(
            where,
            values.GetValueOrDefault("redis_version"),
            values.GetValueOrDefault("maxmemory_policy"),
            long.TryParse(values.GetValueOrDefault("maxmemory"), NumberStyles.None, CultureInfo.InvariantCulture, out var maxMemory) ? maxMemory : 0,
            values.TryGetValue("aof_enabled", out var appendsOnly) ? appendsOnly == "1" : null);
    }
}
