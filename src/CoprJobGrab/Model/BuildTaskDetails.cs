using CoprJobGrab.Model.Records;

namespace CoprJobGrab;

/// <summary>
/// The optional members of a build task that routing and scheduling look at. A member that is missing, null or of another type counts as missing: it is the
/// worker who needs it, and the worker gets the record as it came.
/// </summary>
public sealed record BuildTaskDetails
{
    /// <summary>User name, or <c>@group</c> (wire 2.1); null when missing.</summary>
    public string? ProjectOwner { get; init; }

    /// <summary>The project's name without its owner; null when missing, as in today's minimal records (wire 2.4).</summary>
    public string? ProjectName { get; init; }

    /// <summary>The user who submitted the build; null when missing or for webhook builds (wire 2.1).</summary>
    public string? Submitter { get; init; }

    /// <summary><c>owner/project--submitter</c> (wire 2.4). It can change at every poll, so it is never identity; null when missing.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for builds that give way to others (wire 2.4); false when missing.</summary>
    public bool Background { get; init; }

    /// <summary>True when the builder is to be opened to its user (wire 2.4); false when missing.</summary>
    public bool AllowUserSsh { get; init; }

    /// <summary>Tags that a builder must have (wire 2.4); empty when missing or null.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>An explicit priority (wire 7.7); null when missing.</summary>
    public long? Priority { get; init; }

    /// <summary>The build's time limit in seconds (wire 2.1); null when missing.</summary>
    public long? TimeoutSeconds { get; init; }

    /// <summary><c>owner/project</c>: from <see cref="ProjectName"/>, else from <see cref="Sandbox"/>; null when neither tells.</summary>
    public string? Project =>
        ProjectOwner is not null && ProjectName is not null ? $"{ProjectOwner}/{ProjectName}" : BuildMembers.ProjectOf(Sandbox);

    internal static BuildTaskDetails Read(ReadOnlySpan<byte> json)
    {
        var members = BuildMembers.Read(json);
        return new BuildTaskDetails
        {
            ProjectOwner = members.ProjectOwner,
            ProjectName = members.ProjectName,
            Submitter = members.Submitter,
            Sandbox = members.Sandbox,
            Background = members.Background,
            AllowUserSsh = members.AllowUserSsh,
            Priority = members.Priority,
            TimeoutSeconds = members.TimeoutSeconds,
            Tags = members.Tags,
        };
    }
}
