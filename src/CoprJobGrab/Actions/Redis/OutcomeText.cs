using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CoprJobGrab.Actions.Redis;

/// <summary>
/// A result as it is stored: <c>{"succeeded":true,"message":"…"}</c>, without the message when there is none. The action's id is the name of the field.
/// One that was given up has <c>"givenUp":{"since":"…","reason":"…","decision":"tell"}</c> beside it, without the decision while there is none;
/// a version that does not know that reports it again.
/// </summary>
internal static class OutcomeText
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Decisions = ["tell", "drop", "run"];

    public static ReadOnlyMemory<byte> Of(ActionReport report) => Of(report, givenUp: null);

    public static ReadOnlyMemory<byte> Of(GivenUpReport givenUp) => Of(givenUp.Report, givenUp);

    /// <summary>The result, and how it was given up if it was; null when the text is none. Members that are not known are passed over.</summary>
    public static (ActionReport Report, GivenUpReport? GivenUp)? Read(long actionId, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var result = json.RootElement;
            if (result.ValueKind != JsonValueKind.Object
                || !result.TryGetProperty("succeeded"u8, out var succeeded)
                || succeeded.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                || (result.TryGetProperty("message"u8, out var message) && message.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
            {
                return null;
            }

            var report = new ActionReport(actionId, succeeded.GetBoolean(), message.ValueKind == JsonValueKind.String ? message.GetString() : null);
            return (
                report, result.TryGetProperty("givenUp"u8, out var givenUp) && givenUp.ValueKind == JsonValueKind.Object ? ReadGivenUp(report, givenUp) : null);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second one: the message holds bytes that are no text.
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Of(ActionReport report, GivenUpReport? givenUp)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        json.WriteBoolean("succeeded"u8, report.Succeeded);
        if (report.Message is { } message)
        {
            json.WriteString("message"u8, message);
        }

        if (givenUp is not null)
        {
            json.WriteStartObject("givenUp"u8);
            json.WriteString("since"u8, givenUp.Since.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture));
            json.WriteString("reason"u8, givenUp.Reason);
            if (givenUp.Decision is { } decision)
            {
                json.WriteString("decision"u8, Decisions[(int)decision]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return text.WrittenMemory;
    }

    private static GivenUpReport ReadGivenUp(ActionReport report, JsonElement givenUp)
    {
        var decision = Array.IndexOf(Decisions, Text(givenUp, "decision"));
        return new GivenUpReport(
            report,
            DateTimeOffset.TryParseExact(Text(
                givenUp, "since"), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : DateTimeOffset.UnixEpoch,
            Text(givenUp, "reason") ?? "")
        {
            Decision = decision < 0 ? null : (ReportDecision)decision,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
