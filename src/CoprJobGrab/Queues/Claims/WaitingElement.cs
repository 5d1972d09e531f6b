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
            var record = BuildRecordReader.ReadSingle(PythonLiterals.WithoutThem(envelope.Data), index: 0);
            return (record.Task?.TaskId ?? record.Broken?.TaskId) is { } taskId
                ? new WaitingElement(taskId, envelope.Data) { TraceParent = envelope.TraceParent }
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
