using System.Globalization;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.TaskEnds;

/// <summary>
/// The content of a message of the task-end channel (wire 3.3). A closed set: <see cref="Remove"/>, <see cref="Reschedule"/>, <see cref="Malformed"/>.
/// </summary>
internal abstract record TaskEndMessage
{
    private TaskEndMessage() { }

    /// <summary>The task is done or dropped.</summary>
    internal sealed record Remove(string TaskId) : TaskEndMessage;

    /// <summary>The worker gave the task up; the frontend is to list it again.</summary>
    /// <param name="TaskId">The task.</param>
    /// <param name="Build">The build that the frontend is told; null when the message does not say enough for that, and then the frontend is not told.</param>
    internal sealed record Reschedule(string TaskId, BuildChroot? Build) : TaskEndMessage;

    /// <summary>The message cannot be used.</summary>
    /// <param name="Reason">Why; in the original's words where it had them.</param>
    internal sealed record Malformed(string Reason) : TaskEndMessage;

    /// <summary>Reads one message. Never throws: whoever can reach Redis can publish anything.</summary>
    public static TaskEndMessage Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message, BuildRecordReader.AnyDepth);
            reader.Read();
            var read = Read(ref reader);
            reader.Read();
            return read;
        }
        catch (JsonException)
        {
            return new Malformed("The message is not JSON");
        }
    }

    private static TaskEndMessage Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var what = JsonDescription.Describe(ref reader);
            reader.Skip();
            return new Malformed($"The message is {what}, not an object");
        }

        string? action = null, taskId = null, chroot = null;
        long? buildId = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.NameIs(ref reader, "action"u8)) { reader.Read(); action = JsonText.ReadOrNull(ref reader); }
            else if (JsonText.NameIs(ref reader, "task_id"u8)) { reader.Read(); taskId = BuildRecordReader.ReadTaskId(ref reader).TaskId; }
            else if (JsonText.NameIs(ref reader, "chroot"u8)) { reader.Read(); chroot = JsonText.ReadOrNull(ref reader); }
            else if (JsonText.NameIs(ref reader, "build_id"u8)) { reader.Read(); buildId = BuildId(ref reader); }
            else { reader.Read(); }

            reader.Skip();
        }

        return (action, taskId) switch
        {
            (null, _) => new Malformed("Missing required field `action`"),
            (not ("remove" or "reschedule"), _) => new Malformed($"Action `{JsonDescription.Shorten(action)}` not allowed"),
            (_, null) => new Malformed("Missing required field `task_id`"),
            ("remove", _) => new Remove(taskId),
            _ => new Reschedule(taskId, buildId is { } build && chroot is { Length: > 0 } ? new BuildChroot(build, taskId, chroot) : null),
        };
    }

    private static long? BuildId(ref Utf8JsonReader reader) =>
        long.TryParse(JsonText.ReadOrNull(ref reader), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : JsonText.Integer(ref reader);
}
