using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Queues.Retask;

/// <summary>
/// Re-encodes JSON as Python 3 would by <c>json.dumps(json.loads(text))</c>: key order, whole numbers of any size and unknown members stay, white space,
/// escapes and floats take Python's form, and of equal keys the first's place and the last's value count.
/// The output is the inside of a JSON string, as the envelope needs it: escaping in a second pass would cost as much again.
/// One instance serves one caller at a time and reuses its buffer.
/// </summary>
internal sealed class PythonJsonWriter
{
    private const int KeptBytes = 1 << 20;

    private readonly Stack<int> _objects = new();
    private readonly List<PythonMember> _members = [];
    private byte[] _text = new byte[2048];
    private int _length;

    private static ReadOnlySpan<byte> Quote => "\\\""u8;

    /// <summary>The record in Python's form, as the inside of a JSON string; valid until the next call.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> json)
    {
        Clear();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BuildRecordReader.MaxDepth });
        var follows = false;
        while (reader.Read())
        {
            if (follows && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                Append(", "u8);
            }

            follows = WriteToken(ref reader);
        }

        return _text.AsSpan(0, _length);
    }

    /// <summary>Writes one token; true when a token of the same level would need a comma before it.</summary>
    private bool WriteToken(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _objects.Push(_members.Count);
                Append("{"u8);
                return false;
            case JsonTokenType.EndObject:
                EndObject(_objects.Pop());
                Append("}"u8);
                return true;
            case JsonTokenType.StartArray:
                Append("["u8);
                return false;
            case JsonTokenType.EndArray:
                Append("]"u8);
                return true;
            case JsonTokenType.PropertyName:
                var start = _length;
                WriteString(ref reader);
                _members.Add(new PythonMember(start, _length));
                Append(": "u8);
                return false;
            case JsonTokenType.String:
                WriteString(ref reader);
                return true;
            case JsonTokenType.Number:
                WriteNumber(reader.ValueSpan);
                return true;
            default:
                Append(reader.ValueSpan);
                return true;
        }
    }

    private void WriteString(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        Append(Quote);
        if (!reader.ValueIsEscaped && PythonText.IsPlain(text))
        {
            Append(text);
        }
        else
        {
            _length += PythonText.Write(text, Room(text.Length * PythonText.MaxGrowth));
        }

        Append(Quote);
    }

    private void WriteNumber(ReadOnlySpan<byte> number)
    {
        if (number.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
        {
            _length += PythonFloat.Write(number, Room(PythonFloat.MaxLength));
        }
        else
        {
            Append(number.SequenceEqual("-0"u8) ? "0"u8 : number);
        }
    }

    private void EndObject(int firstMember)
    {
        var members = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_members)[firstMember..];
        if (PythonMember.AnyKeyTwice(members, _text))
        {
            var merged = PythonMember.Merge(members, _text.AsSpan(0, _length));
            _length = members[0].Start;
            Append(merged);
        }

        _members.RemoveRange(firstMember, members.Length);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    private Span<byte> Room(int size)
    {
        if (_text.Length - _length < size)
        {
            Array.Resize(ref _text, checked((int)Math.Max(_text.Length * 2L, (long)_length + size)));
        }

        return _text.AsSpan(_length);
    }

    private void Clear()
    {
        _length = 0;
        _objects.Clear();
        _members.Clear();
        if (_text.Length > KeptBytes)
        {
            _text = new byte[2048];
        }
    }
}
