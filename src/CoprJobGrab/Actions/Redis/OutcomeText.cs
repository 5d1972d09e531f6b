using System.Buffers;
using System.Text.Json;

namespace CoprJobGrab;

/// <summary>A result as it is stored: <c>{"succeeded":true,"message":"…"}</c>, without the message when there is none. The action's id is the name of the field.</summary>
internal static class OutcomeText
{
    public static ReadOnlyMemory<byte> Of(ActionReport report)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        json.WriteBoolean("succeeded"u8, report.Succeeded);
        if (report.Message is { } message)
        {
            json.WriteString("message"u8, message);
        }

        json.WriteEndObject();
        json.Flush();
        return text.WrittenMemory;
    }

    /// <summary>The result, or null when the text is none. Members that are not known are passed over.</summary>
    public static ActionReport? Read(long actionId, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var report = json.RootElement;
            if (report.ValueKind != JsonValueKind.Object || !report.TryGetProperty("succeeded"u8, out var succeeded) || succeeded.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return null;
            }

            return !report.TryGetProperty("message"u8, out var message) ? new ActionReport(actionId, succeeded.GetBoolean(), null)
                : message.ValueKind is JsonValueKind.String or JsonValueKind.Null ? new ActionReport(actionId, succeeded.GetBoolean(), message.GetString())
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second one: the message holds bytes that are no text.
            return null;
        }
    }
}
