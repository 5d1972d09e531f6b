using System.Text;
using System.Text.Json;

namespace CoprJobGrab;

/// <summary>
/// The optional members of a build record, read in one pass. A member that is missing, null or of another type counts as missing. A value, not an object, because
/// of a hundred thousand records each is looked at once.
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
            if (JsonText.NameIs(ref reader, "project_owner"u8)) { owner = NextText(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "project_name"u8)) { project = NextText(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "submitter"u8)) { submitter = NextText(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "sandbox"u8)) { sandbox = NextText(ref reader, texts); }
            else if (JsonText.NameIs(ref reader, "background"u8)) { background = NextFlag(ref reader); }
            else if (JsonText.NameIs(ref reader, "allow_user_ssh"u8)) { ssh = NextFlag(ref reader); }
            else if (JsonText.NameIs(ref reader, "priority"u8)) { priority = NextNumber(ref reader); }
            else if (JsonText.NameIs(ref reader, "timeout"u8)) { timeout = NextNumber(ref reader); }
            else if (JsonText.NameIs(ref reader, "tags"u8)) { tags = NextTexts(ref reader, texts); }
            else { reader.Read(); reader.Skip(); }
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

    private static string? NextText(ref Utf8JsonReader reader, TextPool texts)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return Text(ref reader, texts);
        }

        reader.Skip();
        return null;
    }

    private static string Text(ref Utf8JsonReader reader, TextPool texts)
    {
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > PooledLength)
        {
            return JsonText.Read(ref reader);
        }

        Span<char> text = stackalloc char[PooledLength];
        return texts.Get(text[..Encoding.UTF8.GetChars(reader.ValueSpan, text)]);
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

    private static List<string> NextTexts(ref Utf8JsonReader reader, TextPool texts)
    {
        var read = new List<string>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return read;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                read.Add(Text(ref reader, texts));
            }
            else
            {
                reader.Skip();
            }
        }

        return read;
    }
}
