using System.Buffers;
using System.Text;
using System.Text.Json;
using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab;

/// <summary>
/// The form in which a task lies in a queue: JSON that holds the task's JSON as a string, <c>{"_data": "…", "urn": "urn:uuid:…"}</c> (wire 4.2).
/// </summary>
/// <param name="Data">The task's JSON, UTF-8.</param>
/// <param name="Urn">The element's own name, <c>urn:uuid:…</c>; null when the element has none, which readers tolerate.</param>
public readonly record struct RetaskEnvelope(ReadOnlyMemory<byte> Data, string? Urn)
{
    internal const string UrnPrefix = "urn:uuid:";

    /// <summary>The span that the element was pushed in, as W3C Trace Context writes it; null when the element has none.</summary>
    public string? TraceParent { get; init; }

    private const int UuidLength = 36;

    private static ReadOnlySpan<byte> BeforeData => "{\"_data\": \""u8;

    // Before the urn, which scripts look for at the end.
    private static ReadOnlySpan<byte> BeforeTrace => "\", \"traceparent\": \""u8;

    private static ReadOnlySpan<byte> BeforeUrn => "\", \"urn\": \"urn:uuid:"u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>Reads an envelope, whoever wrote it: any member order, white space and further members are tolerated (wire 4.3).</summary>
    /// <param name="envelope">One element of a queue.</param>
    /// <exception cref="FormatException">It is no envelope; the message says why.</exception>
    public static RetaskEnvelope Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            return ReadObject(envelope.Span);
        }
        catch (JsonException fault)
        {
            throw new FormatException($"The element is not JSON: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the envelope that Python's retask would write for a task, byte for byte.</summary>
    /// <param name="task">The task; its JSON is that of a list that is still held.</param>
    /// <param name="urn">The urn of its claim.</param>
    public static ReadOnlyMemory<byte> Write(BuildTask task, Guid urn)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Bytes(task, urn, new PythonJsonWriter());
    }

    internal static ReadOnlyMemory<byte> Bytes(BuildTask task, Guid urn, PythonJsonWriter python, string? trace = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, task.Json.Span, urn, python, trace);
        return output.WrittenMemory;
    }

    /// <summary>Writes the envelope that Python's retask would write for this record, byte for byte; with a span, one more member says which.</summary>
    internal static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> record, Guid urn, PythonJsonWriter python, string? trace = null)
    {
        var data = python.Write(record);
        var span = output.GetSpan(BeforeData.Length + data.Length + BeforeTrace.Length + (trace?.Length ?? 0) + BeforeUrn.Length + UuidLength + End.Length);
        BeforeData.CopyTo(span);
        var at = BeforeData.Length;
        data.CopyTo(span[at..]);
        at += data.Length;
        if (trace is not null)
        {
            BeforeTrace.CopyTo(span[at..]);
            at += BeforeTrace.Length;
            at += Encoding.ASCII.GetBytes(trace, span[at..]);
        }

        BeforeUrn.CopyTo(span[at..]);
        at += BeforeUrn.Length;
        urn.TryFormat(span[at..], out var written, "D");
        at += written;
        End.CopyTo(span[at..]);
        output.Advance(at + End.Length);
    }

    private static RetaskEnvelope ReadObject(ReadOnlySpan<byte> envelope)
    {
        var reader = new Utf8JsonReader(envelope, new JsonReaderOptions { MaxDepth = BuildRecordReader.MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"The element is JSON of kind {reader.TokenType}, not an object.");
        }

        ReadOnlyMemory<byte>? data = null;
        string? urn = null, trace = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = JsonText.NameIs(ref reader, "_data"u8);
            var isUrn = JsonText.NameIs(ref reader, "urn"u8);
            var isTrace = JsonText.NameIs(ref reader, "traceparent"u8);
            reader.Read();
            if (isData)
            {
                data = reader.TokenType == JsonTokenType.String
                    ? JsonText.Bytes(ref reader)
                    : throw new FormatException($"The element's `_data` is JSON of kind {reader.TokenType}, not a string.");
            }
            else if (isUrn && reader.TokenType == JsonTokenType.String)
            {
                urn = JsonText.Read(ref reader);
            }
            else if (isTrace && reader.TokenType == JsonTokenType.String)
            {
                trace = JsonText.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        return new RetaskEnvelope(data ?? throw new FormatException("The element has no `_data`."), urn) { TraceParent = trace };
    }
}
