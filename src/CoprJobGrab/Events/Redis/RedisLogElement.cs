using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Redis;

/// <summary>An event as the JSON object that the consumer of Copr's Redis log takes: the members of a Python log record, and <c>who</c> (wire 5.2).</summary>
internal sealed class RedisLogElement(RedisLogOptions options, DateTimeOffset started)
{
    private const string Program = "CoprJobGrab";

    // The consumer reads UTF-8; the text is never part of a page, so quotes and back-ticks stay readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ReadOnlyMemory<byte> Write(JobGrabEvent jobGrabEvent)
    {
        var who = Who(jobGrabEvent);
        var (levelName, levelNumber) = PythonLevel(jobGrabEvent.Level);
        var created = (jobGrabEvent.When - DateTimeOffset.UnixEpoch).TotalSeconds;
        var bytes = new ArrayBufferWriter<byte>(640);
        using var json = new Utf8JsonWriter(bytes, WriterOptions);
        json.WriteStartObject();
        json.WriteString("name", $"backend.{who}");
        json.WriteString("msg", Message(jobGrabEvent));
        json.WriteStartArray("args");
        json.WriteEndArray();
        json.WriteString("levelname", levelName);
        json.WriteNumber("levelno", levelNumber);
        json.WriteString("pathname", Program);
        json.WriteString("filename", Program);
        json.WriteString("module", Program);
        json.WriteNull("exc_info");
        json.WriteNull("exc_text");
        json.WriteNull("stack_info");
        json.WriteNumber("lineno", 0);
        json.WriteString("funcName", jobGrabEvent.GetType().Name);
        WriteFloat(json, "created", created);
        WriteFloat(json, "msecs", jobGrabEvent.When.Millisecond);
        WriteFloat(json, "relativeCreated", (jobGrabEvent.When - started).TotalMilliseconds);
        json.WriteNumber("thread", Environment.CurrentManagedThreadId);
        json.WriteString("threadName", "MainThread");
        json.WriteString("processName", Program);
        json.WriteNumber("process", Environment.ProcessId);
        json.WriteString("who", who);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    private string Who(JobGrabEvent jobGrabEvent)
    {
        if (options.Who is { } who)
        {
            return who;
        }

        return options.Form == RedisLogForm.Publish ? "job_grab" : jobGrabEvent.Category == JobGrabEvent.InActions ? "action_dispatcher" : "build_dispatcher";
    }

    // The consumer has no member for a traceback; it expects it in the text, after a line break. An expected failure says all in its message.
    private static string Message(JobGrabEvent jobGrabEvent)
    {
        var text = OriginalEventText.Of(jobGrabEvent);
        return jobGrabEvent.Error is { } error && Foreseen.TraceOf(error) is { } trace ? $"{text}\n{Printable.Lines(trace)}" : text;
    }

    private static (string Name, int Number) PythonLevel(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => ("DEBUG", 10),
        LogLevel.Information => ("INFO", 20),
        LogLevel.Warning => ("WARNING", 30),
        _ => ("ERROR", 40),
    };

    // Python writes 123.0 where the JSON writer would say 123; a reader that tells integers from floats must see a float.
    private static void WriteFloat(Utf8JsonWriter json, string name, double value)
    {
        var digits = value.ToString("0.0#########", CultureInfo.InvariantCulture);
        json.WritePropertyName(name);
        json.WriteRawValue(digits, skipInputValidation: true);
    }
}
