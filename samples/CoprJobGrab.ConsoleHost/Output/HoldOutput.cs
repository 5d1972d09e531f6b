using System.Text.Json;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Writes what holds a task, for a program.</summary>
internal static class HoldOutput
{
    /// <summary>Writes the members <c>cause</c> and, for a counter, <c>limit</c>.</summary>
    public static void Write(Utf8JsonWriter json, Decision.Hold held)
    {
        json.WriteString("cause"u8, NameOf(held.Cause));
        if (held.Limit is { } limit)
        {
            json.WriteStartObject("limit"u8);
            json.WriteString("name"u8, JsonTexts.Sound(limit.Limit));
            json.WriteString("key"u8, JsonTexts.Sound(limit.Key));
            json.WriteNumber("taken"u8, limit.Taken);
            json.WriteNumber("most"u8, limit.Most);
            json.WriteEndObject();
        }
    }

    private static string NameOf(HoldCause cause) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{cause}");
}
