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
            var record = BuildRecordReader.ReadSingle(PythonLiterals.WithoutThem(data), index: 0);
            return (record.Task?.TaskId ?? record.Broken?.TaskId) is { } taskId ? new WaitingElement(taskId, data) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
