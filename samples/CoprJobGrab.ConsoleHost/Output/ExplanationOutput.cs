using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Shows why a task stands where it does.</summary>
internal static class ExplanationOutput
{
    public static string Json(Explanation explanation)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonTexts.Form))
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, JsonTexts.Sound(explanation.TaskId));
            json.WriteString("state"u8, NameOf(explanation.State));
            json.WriteString("reason"u8, JsonTexts.Sound(GrabberArguments.InOwnNames(explanation.Reason)));
            json.WriteStartArray("trace"u8);
            foreach (var step in explanation.Trace)
            {
                json.WriteStringValue(JsonTexts.Sound(GrabberArguments.InOwnNames(step)));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static string Text(Explanation explanation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Line(explanation.TaskId)} is {NameOf(explanation.State)}: {Line(explanation.Reason)}");
        foreach (var (number, step) in explanation.Trace.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  {number + 1}. {Line(step)}");
        }

        return text.ToString();
    }

    private static string NameOf(ExplanationState state) => state.ToString().ToLowerInvariant();

    // An id or a name of somebody else's must neither begin a line of its own nor steer the terminal.
    private static string Line(string text) => string.Concat(GrabberArguments.InOwnNames(text).Select(character => char.IsControl(character) ? '\uFFFD' : character));
}
