using System.Text;
using System.Text.Json;

namespace CoprJobGrab.Model.Records;

/// <summary>
/// The optional members of a build record, read in one pass. A member that is missing, null or of another type counts as missing.
/// A value, not an object, because of a hundred thousand records each is looked at once.
/// </summary>
internal readonly struct BuildMembers
{
    // Longer texts are rare, and are not pooled.
    private const int PooledLength = 128;

    private readonly TextPool _texts;

    private BuildMembers(TextPool texts) => _texts = texts;

    public string? ProjectOwner { get; private init; }

    public string? ProjectName { get; private init; }

    public string? Submitter { get; private init; }

    public string? Sandbox { get; private init; }

    public bool Background { get; private init; }

    public bool AllowUserSsh { get; private init; }

    public long? Priority { get; private init; }

    public long? TimeoutSeconds { get; private init; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    /// <summary><c>owner/project</c>: from the project's name, else from the sandbox; null when neither tells.</summary>
    public string? Project
    {
        get
        {
            if (ProjectOwner is null || ProjectName is null)
            {
                return ProjectOf(Sandbox);
            }

            Span<char> joined = stackalloc char[PooledLength];
            return joined.TryWrite($"{ProjectOwner}/{ProjectName}", out var length) ? _texts.Get(joined[..length]) : $"{ProjectOwner}/{ProjectName}";
        }
    }

    public static BuildMembers Read(ReadOnlySpan<byte> json, TextPool texts)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BuildRecordReader.MaxDepth });
        reader.Read();
        string? owner = null, project = null, submitter = null, sandbox = null;
        bool background = false, ssh = false;
        long? priority = null, timeout = null;
        IReadOnlyList<string> tags = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.NameIs(ref reader, "project_owner"u8)) { reader.Read(); owner = Text(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "project_name"u8)) { reader.Read(); project = Text(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "submitter"u8)) { reader.Read(); submitter = Text(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "sandbox"u8)) { reader.Read(); sandbox = Text(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "background"u8)) { reader.Read(); background = reader.TokenType == JsonTokenType.True; }
            else if (JsonText.NameIs(ref reader, "allow_user_ssh"u8)) { reader.Read(); ssh = reader.TokenType == JsonTokenType.True; }
            else if (JsonText.NameIs(ref reader, "priority"u8)) { reader.Read(); priority = JsonText.Integer(ref reader); }
            else if (JsonText.NameIs(ref reader, "timeout"u8)) { reader.Read(); timeout = JsonText.Integer(ref reader); }
            else if (JsonText.NameIs(ref reader, "tags"u8)) { reader.Read(); tags = Texts(ref reader, texts); }
            else { reader.Read(); }

            reader.Skip();
        }

        return new BuildMembers(texts)
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

    /// <summary>The project in <c>owner/project--submitter</c>.</summary>
    public static string? ProjectOf(string? sandbox)
    {
        var end = sandbox?.LastIndexOf("--", StringComparison.Ordinal) ?? -1;
        return end > 0 ? sandbox![..end] : null;
    }

    private static string? Text(ref Utf8JsonReader reader, TextPool texts)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || reader.ValueSpan.Length > PooledLength)
        {
            return JsonText.ReadOrNull(ref reader);
        }

        Span<char> text = stackalloc char[PooledLength];
        return texts.Get(text[..Encoding.UTF8.GetChars(reader.ValueSpan, text)]);
    }

    private static List<string> Texts(ref Utf8JsonReader reader, TextPool texts)
    {
        var read = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return read;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader, texts) is { } text)
            {
                read.Add(text);
            }

            reader.Skip();
        }

        return read;
    }
}
