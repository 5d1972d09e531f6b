using System.Globalization;
using System.Text.Json;
using CoprJobGrab.ConsoleHost.Output;
using CoprJobGrab.Events;

namespace CoprJobGrab.BuildWorker;

/// <summary>Writes one line when a build is taken, when it starts, and when it has ended.</summary>
internal static class BuildLines
{
    public static IEventSink To(TextWriter output, bool json) => EventSink.Create(jobGrabEvent =>
    {
        if (jobGrabEvent is BuildChanged change && NameOf(change.Change) is { } name)
        {
            output.WriteLine(json ? Json(name, change) : Text(name, change));
            output.Flush();
        }
    });

    private static string? NameOf(BuildChange change) => change switch
    {
        BuildChange.Taken => "taken",
        BuildChange.Started => "started",
        BuildChange.Succeeded => "finished",
        BuildChange.Failed => "failed",
        // The grabber parks an unfit task; the worker has given it back.
        BuildChange.GivenBack or BuildChange.Interrupted or BuildChange.Unfit => "given_back",
        BuildChange.Lost => "lost",
        // The frontend refuses the start of a build that was cancelled or deleted.
        BuildChange.Cancelled or BuildChange.Refused => "cancelled",
        _ => null,
    };

    private static string Text(string name, BuildChanged change) => Printable.Of(string.Create(
        CultureInfo.InvariantCulture,
        $"{name.Replace('_', ' ')}: {change.TaskId}, attempt {change.Attempt}{After(change)}{(change.Text is { } text ? $": {text}" : "")}"));

    private static string After(BuildChanged change) => change.Change is BuildChange.Taken or BuildChange.Started ? ""
        : string.Create(CultureInfo.InvariantCulture, $", after {change.Elapsed.TotalSeconds:F1} s");

    private static string Json(string name, BuildChanged change)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonTexts.Form))
        {
            json.WriteStartObject();
            json.WriteString("event"u8, name);
            json.WriteString("task_id"u8, JsonTexts.Sound(change.TaskId));
            json.WriteNumber("attempt"u8, change.Attempt);
            json.WriteNumber("elapsed_ms"u8, Math.Round(change.Elapsed.TotalMilliseconds, 1));
            json.WriteEndObject();
        }

        return JsonTexts.Line(buffer);
    }
}
