using System.Text.Json;
using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Claims;

/// <summary>An element of a list, read as a build.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Data">The task, in Python's JSON.</param>
internal readonly record struct WaitingElement(string TaskId, ReadOnlyMemory<byte> Data)
{
    /// <summary>Null for what is no build.</summary>
    public static WaitingElement? Read(ReadOnlyMemory<byte> element)
    {
        try
        {
            var data = RetaskEnvelope.Read(element).Data;
            return TaskIdOf(PythonLiterals.WithoutThem(data).Span) is { } taskId ? new WaitingElement(taskId, data) : null;
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
