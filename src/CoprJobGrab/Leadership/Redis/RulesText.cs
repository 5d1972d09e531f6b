using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The rules of a lead as they are stored: JSON with the epoch of the lead, because a leader of an older version leaves those of its predecessor in place.
/// </summary>
internal static class RulesText
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(long epoch, IReadOnlyDictionary<string, string> rules)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, WriterOptions);
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, epoch);
        json.WriteStartObject("rules"u8);
        foreach (var (name, value) in rules.OrderBy(rule => rule.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Reads the rules of a lead; null when these are not of that lead, or cannot be read.</summary>
    public static IReadOnlyDictionary<string, string>? Read(long epoch, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.GetProperty("epoch"u8).GetInt64() != epoch
                ? null
                : json.RootElement.GetProperty("rules"u8).EnumerateObject().ToDictionary(rule =>
                    rule.Name, rule => rule.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
