using System.Buffers;
using System.Text.Json;

namespace CoprJobGrab.Workers;

/// <summary>
/// A report as it is stored: one line <c>{"outcome":"failed","reason":"…","members":"…","started":1767225600000,"ended":1767225660000}</c>, with Unix
/// milliseconds and <c>pause</c> in milliseconds, and behind its line feed the task's JSON. What is not there is null, and a pause 0.
/// </summary>
internal static class BuildReportText
{
    private const byte LineFeed = (byte)'\n';

    public static byte[] Write(BuildReport report)
    {
        (string Outcome, string? Reason, string? Members, TimeSpan Pause) head = report.Outcome switch
        {
            BuildOutcome.Succeeded succeeded => ("succeeded", null, succeeded.Members, default),
            BuildOutcome.Failed failed => ("failed", failed.Reason, failed.Members, default),
            BuildOutcome.GivenBack back => ("givenBack", back.Reason, null, back.Pause),
            BuildOutcome.Interrupted => ("interrupted", null, null, default),
            var other => throw new ArgumentException($"An outcome must be one of the closed set of {nameof(BuildOutcome)}, not {other}.", nameof(report)),
        };
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("outcome"u8, head.Outcome);
            WriteText(json, "reason", head.Reason);
            WriteText(json, "members", head.Members);
            json.WriteNumber("started"u8, report.StartedAt.ToUnixTimeMilliseconds());
            json.WriteNumber("ended"u8, report.EndedAt.ToUnixTimeMilliseconds());
            if (head.Pause > TimeSpan.Zero)
            {
                json.WriteNumber("pause"u8, (long)head.Pause.TotalMilliseconds);
            }

            json.WriteEndObject();
        }

        text.Write([LineFeed]);
        text.Write(report.Json.Span);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>The report of this build; null when the text is none, or one of a later version.</summary>
    public static BuildReport? Read(TakenBuild build, ReadOnlyMemory<byte> text)
    {
        var end = text.Span.IndexOf(LineFeed);
        if (end < 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text[..end]);
            var head = json.RootElement;
            return Outcome(head) is { } outcome
                ? new BuildReport(build.GroupId, build.TaskId, text[(end + 1)..], outcome, Moment(head, "started"), Moment(head, "ended"))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException
            or OverflowException)
        {
            // A member that is missing, of another type or out of range.
            return null;
        }
    }

    private static BuildOutcome? Outcome(JsonElement head) => head.GetProperty("outcome"u8).GetString() switch
    {
        "succeeded" => new BuildOutcome.Succeeded(Text(head, "members")),
        "failed" => new BuildOutcome.Failed(Text(head, "reason") ?? "", Text(head, "members")),
        "givenBack" => new BuildOutcome.GivenBack(
            Text(head, "reason"), head.TryGetProperty("pause"u8, out var pause) ? TimeSpan.FromMilliseconds(pause.GetInt64()) : default),
        "interrupted" => new BuildOutcome.Interrupted(),
        _ => null,
    };

    private static DateTimeOffset Moment(JsonElement head, string name) => DateTimeOffset.FromUnixTimeMilliseconds(head.GetProperty(name).GetInt64());

    private static string? Text(JsonElement head, string name) => head.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
