using System.Text;
using System.Text.Json;

namespace CoprJobGrab.Model.Records;

/// <summary>
/// The optional members of a build record. A member that is missing, null or of another type counts as missing.
/// It is a value and not an object, because each of a hundred thousand records is looked at once.
/// </summary>
internal struct BuildMembers(TextPool texts)
{
    // Longer texts are rare, and are not pooled.
    private const int PooledLength = 128;

    public string? ProjectOwner { get; private set; }

    public string? ProjectName { get; private set; }

    public string? Submitter { get; private set; }

    public string? Sandbox { get; private set; }

    public bool Background { get; private set; }

    public bool AllowUserSsh { get; private set; }

    public long? Priority { get; private set; }

    public long? TimeoutSeconds { get; private set; }

    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary><c>owner/project</c>: from the project's name, else from the sandbox; null when neither tells.</summary>
    public readonly string? Project
    {
        get
        {
            if (ProjectOwner is null || ProjectName is null)
            {
                return ProjectOf(Sandbox);
            }

            Span<char> joined = stackalloc char[PooledLength];
            return joined.TryWrite($"{ProjectOwner}/{ProjectName}", out var length) ? texts.Get(joined[..length]) : $"{ProjectOwner}/{ProjectName}";
        }
    }

    public static BuildMembers Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BuildRecordReader.MaxDepth });
        var members = new BuildMembers(new TextPool());
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            members.Take(ref reader);
            reader.Skip();
        }

        return members;
    }

    /// <summary>Takes the member on whose name the reader stands, if it is one of these, and leaves the reader on the first token of its value.</summary>
    public void Take(ref Utf8JsonReader reader)
    {
        if (JsonText.NameIs(ref reader, "project_owner"u8)) { reader.Read(); ProjectOwner = Text(ref reader); }
        else if (JsonText.NameIs(ref reader, "project_name"u8)) { reader.Read(); ProjectName = Text(ref reader); }
        else if (JsonText.NameIs(ref reader, "submitter"u8)) { reader.Read(); Submitter = Text(ref reader); }
        else if (JsonText.NameIs(ref reader, "sandbox"u8)) { reader.Read(); Sandbox = Text(ref reader); }
        else if (JsonText.NameIs(ref reader, "background"u8)) { reader.Read(); Background = reader.TokenType == JsonTokenType.True; }
        else if (JsonText.NameIs(ref reader, "allow_user_ssh"u8)) { reader.Read(); AllowUserSsh = reader.TokenType == JsonTokenType.True; }
        else if (JsonText.NameIs(ref reader, "priority"u8)) { reader.Read(); Priority = JsonText.Integer(ref reader); }
        else if (JsonText.NameIs(ref reader, "timeout"u8)) { reader.Read(); TimeoutSeconds = JsonText.Integer(ref reader); }
        else if (JsonText.NameIs(ref reader, "tags"u8)) { reader.Read(); Tags = Texts(reader); }
        else { reader.Read(); }
    }

    /// <summary>The project in <c>owner/project--submitter</c>.</summary>
    public static string? ProjectOf(string? sandbox)
    {
        var end = sandbox?.LastIndexOf("--", StringComparison.Ordinal) ?? -1;
        return end > 0 ? sandbox![..end] : null;
    }

    private readonly string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || reader.ValueSpan.Length > PooledLength)
        {
            return JsonText.ReadOrNull(ref reader);
        }

        Span<char> text = stackalloc char[PooledLength];
        return texts.Get(text[..Encoding.UTF8.GetChars(reader.ValueSpan, text)]);
    }

    // A copy of the reader: the caller skips the list itself, and judges its depth.
    private readonly List<string> Texts(Utf8JsonReader reader)
    {
        var read = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return read;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader) is { } text)
            {
                read.Add(text);
            }

            // The list may be cut off, with the rest still to come.
            reader.TrySkip();
        }

        return read;
    }
}
