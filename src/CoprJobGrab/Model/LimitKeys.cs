using System.Collections.ObjectModel;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab;

/// <summary>The keys that limits count a claim by, kept in the claim as they were when the task was first seen.</summary>
public sealed record LimitKeys
{
    /// <summary>The project's owner.</summary>
    public string? Owner { get; init; }

    /// <summary><c>owner/project</c>.</summary>
    public string? Project { get; init; }

    /// <summary>The architecture; null for a source task.</summary>
    public string? Architecture { get; init; }

    /// <summary>The sandbox at the first sight of the task; some sandboxes change at every poll (wire 2.4).</summary>
    public string? Sandbox { get; init; }

    /// <summary>Tags that the builder must have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>True when the builder is to be opened to its user.</summary>
    public bool UserSsh { get; init; }

    /// <summary>True for builds that give way to others.</summary>
    public bool Background { get; init; }

    /// <summary>The keys that the host's own limits count the task by, by the limit's name; a limit that does not count it is not in it.</summary>
    public IReadOnlyDictionary<string, string> Own { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The architecture as limits and priorities see it: one that ends in <c>86</c> is <c>x86_64</c> (wire 7.6); null for a source task.</summary>
    public string? CountedArchitecture => Architecture is not null && Architecture.EndsWith("86", StringComparison.Ordinal) ? "x86_64" : Architecture;

    /// <summary>
    /// True for a sandbox that the frontend makes up anew at every poll: that of a build which users may enter, or which nobody submitted (wire 2.4).
    /// </summary>
    internal bool HasRandomSandbox => Sandbox is not null
        && (UserSsh || (Sandbox.LastIndexOf("--", StringComparison.Ordinal) is >= 0 and var end && Guid.TryParseExact(Sandbox.AsSpan(end + 2), "D", out _)));

    /// <summary>The key that a limit per sandbox counts the task by: the made-up sandboxes of a project are one.</summary>
    internal string? CountedSandbox => HasRandomSandbox ? $"{Project ?? BuildMembers.ProjectOf(Sandbox)}--" : Sandbox;

    /// <summary>True when nothing is known of the task.</summary>
    internal bool IsEmpty => Owner is null && Project is null && Architecture is null && Sandbox is null && Tags.Count == 0 && Own.Count == 0;

    internal static LimitKeys Of(string? architecture, BuildMembers members) => new()
    {
        Owner = members.ProjectOwner,
        Project = members.Project,
        Architecture = architecture,
        Sandbox = members.Sandbox,
        Tags = members.Tags,
        UserSsh = members.AllowUserSsh,
        Background = members.Background,
    };
}
