namespace CoprJobGrab.ConsoleHost;

/// <summary>A kind of limit: its name here, its key, and its name in the library's options.</summary>
/// <param name="Name">What stands before the colon: the name of the rule, which reasons have too.</param>
/// <param name="Key">What stands behind it; null for a kind without a key.</param>
/// <param name="Option">In <see cref="LimitOptions"/>.</param>
/// <param name="Set">Sets the limit.</param>
internal sealed record LimitKind(string Name, string? Key, string Option, Action<LimitOptions, string, int> Set)
{
    public static readonly IReadOnlyList<LimitKind> All =
    [
        new("total", null, nameof(LimitOptions.Total), static (limits, _, number) => limits.Total = number),
        new("arch", "ARCH", nameof(LimitOptions.Architectures), static (limits, key, number) => limits.Architectures[key] = number),
        new("tag", "NAME", nameof(LimitOptions.Tags), static (limits, key, number) => limits.Tags[key] = number),
        new("owner", null, nameof(LimitOptions.PerOwner), static (limits, _, number) => limits.PerOwner = number),
        new("sandbox", null, nameof(LimitOptions.PerSandbox), static (limits, _, number) => limits.PerSandbox = number),
        new("project", null, nameof(LimitOptions.PerProject), static (limits, _, number) => limits.PerProject = number),
        new("arch-owner", "ARCH", nameof(LimitOptions.PerOwnerOfArchitecture), static (limits, key, number) => limits.PerOwnerOfArchitecture[key] = number),
        new("owner-tag", "TAG", nameof(LimitOptions.PerOwnerOfTag), static (limits, key, number) => limits.PerOwnerOfTag[key] = number),
        new("user-ssh", null, nameof(LimitOptions.UserSshPerOwner), static (limits, _, number) => limits.UserSshPerOwner = number),
        new("owner-group", "GROUP", nameof(LimitOptions.PerOwnerOfGroup), static (limits, key, number) => limits.PerOwnerOfGroup[key] = number),
    ];

    public static string Forms { get; } = string.Join(", ", All.Select(kind => kind.Key is null ? kind.Name : $"{kind.Name}:{kind.Key}"));

    /// <summary>Reads <c>KIND[:KEY]=N</c>; null when it is none.</summary>
    public static Action<LimitOptions>? Parse(string text, Func<string, int?> numberOf)
    {
        var end = text.LastIndexOf('=');
        if (end < 0 || numberOf(text[(end + 1)..]) is not { } number)
        {
            return null;
        }

        var parts = text[..end].Split(':', 2);
        var key = parts.ElementAtOrDefault(1);
        var kind = All.FirstOrDefault(kind => kind.Name == parts[0] && (kind.Key is null ? key is null : key is { Length: > 0 }));
        return kind is null ? null : limits => kind.Set(limits, key ?? "", number);
    }
}
