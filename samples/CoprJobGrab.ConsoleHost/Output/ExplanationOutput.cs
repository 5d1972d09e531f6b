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
            json.WriteString("reason"u8, Text(explanation.Reason));
            json.WriteStartArray("trace"u8);
            foreach (var step in explanation.Trace)
            {
                json.WriteStringValue(Text(step));
            }

            json.WriteEndArray();
            json.WriteString("advice"u8, Text(explanation.Advice));
            if (explanation.Decision is Decision.Hold held)
            {
                HoldOutput.Write(json, held);
                WriteHolders(json, explanation.Holders);
            }

            WriteClaim(json, explanation.Claim);
            WritePlace(json, explanation.Place);
            LeaderOutput.Write(json, explanation.Leader);
            json.WriteEndObject();
        }

        return JsonTexts.Line(buffer);
    }

    public static string Lines(Explanation explanation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{OwnNames.Line(explanation.TaskId)} is {NameOf(explanation.State)}: {OwnNames.Line(explanation.Reason)}");
        foreach (var (number, step) in explanation.Trace.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  {number + 1}. {OwnNames.Line(step)}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  What to do: {OwnNames.Line(explanation.Advice)}").ToString();
    }

    private static void WriteHolders(Utf8JsonWriter json, IEnumerable<LimitHolder> holders)
    {
        json.WriteStartArray("holders"u8);
        foreach (var holder in holders)
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, JsonTexts.Sound(holder.TaskId));
            json.WriteString("group"u8, holder.GroupId);
            // Without a claim it comes before the task in the next cycle.
            json.WriteString("standing"u8, holder.State is { } standing ? NameOf(standing) : "next");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteClaim(Utf8JsonWriter json, Claim? claim)
    {
        if (claim is null)
        {
            json.WriteNull("claim"u8);
            return;
        }

        json.WriteStartObject("claim"u8);
        json.WriteString("group"u8, claim.GroupId);
        json.WriteString("standing"u8, NameOf(claim.State));
        json.WriteNumber("attempt"u8, claim.Attempt);
        WriteTime(json, "queued_at"u8, claim.QueuedAt);
        WriteTime(json, "silent_since"u8, claim.SilentSince);
        WriteTime(json, "leased_until"u8, claim.LeasedUntil);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, QueuePlace? place)
    {
        if (place is null)
        {
            json.WriteNull("place"u8);
            return;
        }

        json.WriteStartObject("place"u8);
        json.WriteString("list"u8, place.List);
        json.WriteNumber("position"u8, place.Position);
        json.WriteNumber("length"u8, place.Length);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string? Text(string text) => JsonTexts.Sound(OwnNames.In(text));
}
