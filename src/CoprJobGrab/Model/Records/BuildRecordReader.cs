using System.Text;
using System.Text.Json;

namespace CoprJobGrab.Model.Records;

/// <summary>
/// Reads what the library needs of each record of a builds list, and judges each record for itself (wire 2.0, 1.5.1). Equal chroots are one
/// object, and so are equal keys of limits, however many records have them.
/// </summary>
internal sealed class BuildRecordReader
{
    /// <summary>A record that is nested deeper than this is malformed. Python's own limit is about a thousand.</summary>
    public const int MaxDepth = 512;

    /// <summary>A larger record is malformed: it can become seven times as long in its envelope, and Redis takes no value above 512 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The reason of a record that has no id at all.</summary>
    public const string NoTaskId = "the record has no `task_id`";

    /// <summary>For reading a whole list: one record that is nested too deep must not cost the others, so the depth is judged here, record by record.</summary>
    public static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly Dictionary<string, ChrootName?> _chroots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChrootName?>.AlternateLookup<ReadOnlySpan<char>> _chrootsBySpan;
    private readonly TextPool _texts = new();
    private readonly HashSet<LimitKeys> _limits = new(LimitKeysComparer.Instance);

    public BuildRecordReader() => _chrootsBySpan = _chroots.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>One record that stands alone; a text that is not JSON is a malformed record, not an exception.</summary>
    public static BuildRecord ReadSingle(ReadOnlyMemory<byte> json, int index) => new BuildRecordReader().ReadAlone(json, index);

    /// <inheritdoc cref="ReadSingle"/>
    public BuildRecord ReadAlone(ReadOnlyMemory<byte> json, int index)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span, AnyDepth);
            reader.Read();
            TryRead(ref reader, json, index, out var record);
            reader.Read();
            return record;
        }
        catch (JsonException fault)
        {
            return Broken(index, null, $"the record is not JSON: {fault.Message}");
        }
    }

    /// <summary>Reads the value on which <paramref name="reader"/> stands, and leaves it on the value's last token.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="json">What the reader reads. The task keeps a copy of its part.</param>
    /// <param name="index">The place of the record.</param>
    /// <param name="record">The record.</param>
    /// <returns>False when the value does not end in what the reader has, which is a part of an answer.</returns>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, int index, out BuildRecord record)
    {
        var depth = reader.CurrentDepth;
        record = Read(ref reader, json, index);
        return reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
    }

    private BuildRecord Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, int index)
    {
        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        var deepest = depth;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var what = JsonDescription.Describe(ref reader);
            reader.TrySkip();
            return Broken(index, null, $"the record is {what}, not an object");
        }

        string? taskId = null, idFault = NoTaskId;
        ChrootName? chroot = null;
        var members = new BuildMembers(_texts);
        var chrootFault = "the record has no `chroot`";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.NameIs(ref reader, "task_id"u8))
            {
                reader.Read();
                (taskId, idFault) = ReadTaskId(ref reader);
            }
            else if (JsonText.NameIs(ref reader, "chroot"u8))
            {
                reader.Read();
                (chroot, chrootFault) = ReadChroot(ref reader);
            }
            else
            {
                members.Take(ref reader);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                deepest = Math.Max(deepest, Skip(ref reader));
            }
        }

        if (taskId is null)
        {
            return Broken(index, null, idFault!);
        }

        if (deepest - depth >= MaxDepth)
        {
            return Broken(index, taskId, $"the record is nested {deepest - depth + 1} levels deep; {MaxDepth} are allowed");
        }

        var length = (int)reader.BytesConsumed - start;
        if (length > MaxBytes)
        {
            return Broken(index, taskId, $"the record has {length} bytes; {MaxBytes} are allowed");
        }

        return chrootFault is null
            ? new BuildRecord(new BuildTask(taskId, chroot, index, json.Slice(start, length).ToArray(), Limits(chroot, members), members.Priority ?? 0))
            : Broken(index, taskId, chrootFault);
    }

    private LimitKeys Limits(ChrootName? chroot, BuildMembers members)
    {
        var limits = LimitKeys.Of(chroot?.Architecture, members);
        if (!_limits.TryGetValue(limits, out var known))
        {
            _limits.Add(known = limits);
        }

        return known;
    }

    /// <summary>Skips a list or an object and answers the depth of the deepest one in it.</summary>
    private static int Skip(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var deepest = depth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                deepest = Math.Max(deepest, reader.CurrentDepth);
            }
        }

        return deepest;
    }

    private static BuildRecord Broken(int index, string? taskId, string reason) => new(new MalformedRecord(index, taskId, reason));

    /// <summary>The id in the value on which the reader stands, or why it is none.</summary>
    public static (string? TaskId, string? Fault) ReadTaskId(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = JsonText.Read(ref reader);
                return text.Length > 0 ? (text, null) : (null, "`task_id` is an empty string");
            case JsonTokenType.Number:
                return (NumberText(reader.ValueSpan), null);
            default:
                return (null, $"`task_id` is {JsonDescription.Describe(ref reader)}, not a string or a number");
        }
    }

    /// <summary>The number as Python writes it into the envelope, so that one task has one id whatever form the frontend gives it.</summary>
    private static string NumberText(ReadOnlySpan<byte> number)
    {
        if (!number.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
        {
            return number.SequenceEqual("-0"u8) ? "0" : Encoding.ASCII.GetString(number);
        }

        Span<byte> text = stackalloc byte[PythonFloat.MaxLength];
        return Encoding.ASCII.GetString(text[..PythonFloat.Write(number, text)]);
    }

    private (ChrootName? Chroot, string? Fault) ReadChroot(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return (null, null);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return (null, $"`chroot` is {JsonDescription.Describe(ref reader)}, not a string or null");
        }

        if (reader.ValueSpan.IsEmpty)
        {
            return (null, null);
        }

        var name = Name(ref reader, out var text);
        return name is not null
            ? (name, null)
            : (null, $"`chroot` is \"{JsonDescription.Shorten(text)}\", which does not end in an architecture (release-version-arch)");
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
}
