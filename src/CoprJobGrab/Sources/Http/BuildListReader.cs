using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Reads a builds list record by record while it comes, each record judged for itself. A record that the list before had is not read again.
/// </summary>
internal sealed class BuildListReader(IReadOnlyList<BuildTask> before)
{
    private readonly BuildRecordReader _records = new();
    private readonly KnownTasks _known = new(before);
    private readonly MalformedRecords _malformed = new();
    private int _index;
    private bool _isBehindTask;

    /// <summary>The last task that was read; null when there is none.</summary>
    public BuildTask? Last => _known.Last;

    public Listing<BuildTask>.Complete List => new(_known.Tasks, _malformed);

    /// <summary>Reads as many records as there are whole ones.</summary>
    /// <param name="bytes">What is at hand of the answer.</param>
    /// <param name="isLast">True when there is no more of it.</param>
    /// <param name="state">The state of the reader of the answer.</param>
    /// <param name="used">How much of the bytes was used.</param>
    /// <returns>True when the list has ended.</returns>
    public bool Read(ReadOnlyMemory<byte> bytes, bool isLast, ref JsonReaderState state, ref int used)
    {
        while (true)
        {
            SkipKnown(bytes.Span, ref used);
            var rest = bytes[used..];
            var reader = new Utf8JsonReader(rest.Span, isLast, state);
            var isEnd = false;
            BuildRecord record = default;
            if (!reader.Read() || (!(isEnd = reader.TokenType == JsonTokenType.EndArray) && !_records.TryRead(ref reader, rest, _index, out record)))
            {
                return false;
            }

            used += (int)reader.BytesConsumed;
            state = reader.CurrentState;
            if (isEnd)
            {
                return true;
            }

            Take(record);
        }
    }

    private void Take(BuildRecord record)
    {
        if (record.Broken is { } broken)
        {
            _malformed.Add(broken);
        }
        else if (_isBehindTask || _known.Recognise(record.Task!.Json.Span, _index) == 0)
        {
            _known.Add(record.Task!);
        }

        _isBehindTask = record.Task is not null;
        _index++;
    }

    /// <summary>
    /// Passes over a comma and a known record, again and again. The reader is left out of it: behind one task it is in the same state as behind another.
    /// </summary>
    private void SkipKnown(ReadOnlySpan<byte> bytes, ref int used)
    {
        while (_isBehindTask)
        {
            var comma = used + SpaceAt(bytes[used..]);
            var begin = comma + 1 <= bytes.Length ? comma + 1 + SpaceAt(bytes[(comma + 1)..]) : bytes.Length;
            if (begin >= bytes.Length || bytes[comma] != (byte)',' || _known.Recognise(bytes[begin..], _index) is not (> 0 and var length))
            {
                return;
            }

            used = begin + length;
            _index++;
        }
    }

    private static int SpaceAt(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOfAnyExcept(" \r\n\t"u8);
        return length < 0 ? bytes.Length : length;
    }
}
