namespace CoprJobGrab;

/// <summary>What limits count a claim by, kept in the claim as it was when the task was first seen.</summary>
public sealed record LimitKeys
{
    /// <summary>The project's owner.</summary>
    public string? Owner { get; init; }

    /// <summary><c>owner/project</c>.</summary>
    public string? Project { get; init; }

    /// <summary>The architecture; null for a source task.</summary>
    public string? Architecture { get; init; }

    /// <summary>The sandbox at the first sight of the task; some sandboxes change at every poll (spec 2.4).</summary>
    public string? Sandbox { get; init; }

    /// <summary>Tags that the builder must have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>True when the builder is to be opened to its user.</summary>
    public bool UserSsh { get; init; }

    /// <summary>True for builds that give way to others.</summary>
    public bool Background { get; init; }

    internal static LimitKeys Of(BuildTask task, TextPool texts)
    {
        var members = BuildMembers.Read(task.Json.Span, texts);
        return new LimitKeys
        {
            Owner = members.ProjectOwner,
            Project = members.Project,
            Architecture = task.Architecture,
            Sandbox = members.Sandbox,
            Tags = members.Tags,
            UserSsh = members.AllowUserSsh,
            Background = members.Background,
        };
    }
}
