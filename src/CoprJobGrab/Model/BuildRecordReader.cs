using System.Text;
using System.Text.Json;

namespace CoprJobGrab;

/// <summary>
/// Reads what the library needs of each record of a builds list, and judges each record for itself (spec 2.0, appendix C 1–2). Names chroots once, however many
/// records share them.
/// </summary>
internal sealed class BuildRecordReader
{
    /// <summary>Deeper nesting than this is a malformed answer. Python's own limit is about a thousand.</summary>
    public const int MaxDepth = 512;

    /// <summary>The reason of a record that has no id at all.</summary>
    public const string NoTaskId = "the record has no `task_id`";

    private const int ShownCharacters = 80;

    private readonly Dictionary<string, ChrootName?> _chroots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChrootName?>.AlternateLookup<ReadOnlySpan<char>> _chrootsBySpan;

    public BuildRecordReader() => _chrootsBySpan = _chroots.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>One record that stands alone; a text that is not JSON is a malformed record, not an exception.</summary>
    public static BuildRecord ReadSingle(ReadOnlyMemory<byte> json, int index)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            var record = new BuildRecordReader().Read(ref reader, new SnapshotBody(json), index);
            reader.Read();
            return record;
        }
        catch (JsonException fault)
        {
            return new BuildRecord.Broken(new MalformedRecord(index, null, $"the record is not JSON: {fault.Message}"));
        }
    }

    /// <summary>Reads the value on which <paramref name="reader"/> stands, and leaves it on the value's last token.</summary>
    public BuildRecord Read(ref Utf8JsonReader reader, SnapshotBody body, int index)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var what = Describe(ref reader);
            return Broken(index, null, $"the record is {what}, not an object");
        }

        string? taskId = null, idFault = NoTaskId;
        ChrootName? chroot = null;
        var chrootFault = "the record has no `chroot`";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("task_id"u8))
            {
                reader.Read();
                (taskId, idFault) = ReadTaskId(ref reader);
            }
            else if (reader.ValueTextEquals("chroot"u8))
            {
                reader.Read();
                (chroot, chrootFault) = ReadChroot(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (taskId is null)
        {
            return Broken(index, null, idFault!);
        }

        return chrootFault is null
            ? new BuildRecord.Sound(new BuildTask(taskId, chroot, index, new RecordBytes(body, start, (int)reader.BytesConsumed - start)))
            : Broken(index, taskId, chrootFault);
    }

    private static BuildRecord.Broken Broken(int index, string? taskId, string reason) => new(new MalformedRecord(index, taskId, reason));

    private static (string? TaskId, string? Fault) ReadTaskId(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = JsonText.Read(ref reader);
                return text.Length > 0 ? (text, null) : (null, "`task_id` is an empty string");
            case JsonTokenType.Number:
                return (Encoding.ASCII.GetString(reader.ValueSpan), null);
            default:
                return (null, $"`task_id` is {Describe(ref reader)}, not a string or a number");
        }
    }

    private (ChrootName? Chroot, string? Fault) ReadChroot(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return (null, null);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return (null, $"`chroot` is {Describe(ref reader)}, not a string or null");
        }

        if (reader.ValueSpan.IsEmpty)
        {
            return (null, null);
        }

        var name = Name(ref reader, out var text);
        return name is not null ? (name, null) : (null, $"`chroot` is \"{Shorten(text)}\", which does not end in an architecture (release-version-arch)");
    }

    private ChrootName? Name(ref Utf8JsonReader reader, out string text)
    {
        const int enough = 128;
        if (!reader.ValueIsEscaped && reader.ValueSpan.Length <= enough)
        {
            Span<char> characters = stackalloc char[enough];
            var name = characters[..Encoding.UTF8.GetChars(reader.ValueSpan, characters)];
            if (_chrootsBySpan.TryGetValue(name, out var key, out var known))
            {
                text = key;
                return known;
            }
        }

        text = JsonText.Read(ref reader);
        var parsed = ChrootName.TryParse(text);
        _chroots[text] = parsed;
        return parsed;
    }

    private static string Describe(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                reader.Skip();
                return "a list";
            case JsonTokenType.StartObject:
                reader.Skip();
                return "an object";
            case JsonTokenType.Null:
                return "null";
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Number:
                return $"the number {Shorten(Encoding.ASCII.GetString(reader.ValueSpan))}";
            default:
                return $"the string \"{Shorten(JsonText.Read(ref reader))}\"";
        }
    }

    private static string Shorten(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}… ({text.Length} characters)";
}
