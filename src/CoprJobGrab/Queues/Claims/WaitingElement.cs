using System.Text.Json;
using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Claims;

/// <summary>An element of a list, read as a build.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Data">The task, in Python's JSON.</param>
internal readonly record struct WaitingElement(string TaskId, ReadOnlyMemory<byte> Data)
{
    /// <summary>The span that it was pushed in, as W3C Trace Context writes it; null for none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Null for what is no build.</summary>
    public static WaitingElement? Read(ReadOnlyMemory<byte> element)
    {
        try
        {
            var envelope = RetaskEnvelope.Read(element);
            return TaskIdOf(PythonLiterals.WithoutThem(envelope.Data).Span) is { } taskId
                ? new WaitingElement(taskId, envelope.Data) { TraceParent = envelope.TraceParent }
                : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? TaskIdOf(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record, BuildRecordReader.AnyDepth);
        string? taskId = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTaskId = JsonText.NameIs(ref reader, "task_id"u8);
            reader.Read();
            taskId = isTaskId ? BuildRecordReader.ReadTaskId(ref reader).TaskId : taskId;
            reader.Skip();
        }

        // To the end: a text behind the record makes it none.
        reader.Read();
        return taskId;
    }
}
