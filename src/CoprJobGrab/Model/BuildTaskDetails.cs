using System.Text.Json;

namespace CoprJobGrab;

/// <summary>
/// The optional members of a build task that routing and scheduling look at. A member that is missing, null or of another type counts as missing: it is the
/// worker who needs it, and the worker gets the record as it came.
/// </summary>
public sealed record BuildTaskDetails
{
    /// <summary>User name, or <c>@group</c> (spec 2.1); null when missing.</summary>
    public string? ProjectOwner { get; init; }

    /// <summary>The project's name without its owner; null when missing, as in today's minimal records (spec 2.4).</summary>
    public string? ProjectName { get; init; }

    /// <summary>Who submitted the build; null when missing or for webhook builds (spec 2.1).</summary>
    public string? Submitter { get; init; }

    /// <summary><c>owner/project--submitter</c> (spec 2.4). It can change at every poll, so it is never identity; null when missing.</summary>
    public string? Sandbox { get; init; }

    /// <summary>True for builds that give way to others (spec 2.4); false when missing.</summary>
    public bool Background { get; init; }

    /// <summary>True when the builder is to be opened to its user (spec 2.4); false when missing.</summary>
    public bool AllowUserSsh { get; init; }

    /// <summary>Tags that a builder must have (spec 2.4); empty when missing or null.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>An explicit priority (spec 7.7); null when missing.</summary>
    public long? Priority { get; init; }

    /// <summary>The build's time limit in seconds (spec 2.1); null when missing.</summary>
    public long? TimeoutSeconds { get; init; }

    /// <summary><c>owner/project</c>: from <see cref="ProjectName"/>, else from <see cref="Sandbox"/>; null when neither tells.</summary>
    public string? Project
    {
        get
        {
            if (ProjectOwner is not null && ProjectName is not null)
            {
                return $"{ProjectOwner}/{ProjectName}";
            }

            var end = Sandbox?.LastIndexOf("--", StringComparison.Ordinal) ?? -1;
            return end > 0 ? Sandbox![..end] : null;
        }
    }

    internal static BuildTaskDetails Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BuildRecordReader.MaxDepth });
        reader.Read();
        string? owner = null, project = null, submitter = null, sandbox = null;
        bool background = false, ssh = false;
        long? priority = null, timeout = null;
        IReadOnlyList<string> tags = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.NameIs(ref reader, "project_owner"u8)) { owner = NextText(ref reader); }
            else if (JsonText.NameIs(ref reader, "project_name"u8)) { project = NextText(ref reader); }
            else if (JsonText.NameIs(ref reader, "submitter"u8)) { submitter = NextText(ref reader); }
            else if (JsonText.NameIs(ref reader, "sandbox"u8)) { sandbox = NextText(ref reader); }
            else if (JsonText.NameIs(ref reader, "background"u8)) { background = NextFlag(ref reader); }
            else if (JsonText.NameIs(ref reader, "allow_user_ssh"u8)) { ssh = NextFlag(ref reader); }
            else if (JsonText.NameIs(ref reader, "priority"u8)) { priority = NextNumber(ref reader); }
            else if (JsonText.NameIs(ref reader, "timeout"u8)) { timeout = NextNumber(ref reader); }
            else if (JsonText.NameIs(ref reader, "tags"u8)) { tags = NextTexts(ref reader); }
            else { reader.Read(); reader.Skip(); }
        }

        return new BuildTaskDetails
        {
            ProjectOwner = owner,
            ProjectName = project,
            Submitter = submitter,
            Sandbox = sandbox,
            Background = background,
            AllowUserSsh = ssh,
            Priority = priority,
            TimeoutSeconds = timeout,
            Tags = tags,
        };
    }

    private static string? NextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Read(ref reader);
        }

        reader.Skip();
        return null;
    }

    private static bool NextFlag(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
        return reader.TokenType == JsonTokenType.True;
    }

    private static long? NextNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var number) ? number : null;
        }

        reader.Skip();
        return null;
    }

    private static List<string> NextTexts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return texts;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                texts.Add(JsonText.Read(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        return texts;
    }
}
