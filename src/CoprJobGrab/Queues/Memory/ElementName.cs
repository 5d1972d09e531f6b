using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>
/// The name of an element is the uuid of its urn: at the tail, where Python and this library write it, else wherever the envelope has it.
/// An element without a uuid is named by its content, in the same form.
/// </summary>
internal static partial class ElementName
{
    private const int TailLength = 64;

    public static Guid Of(ReadOnlyMemory<byte> element)
    {
        var tail = Encoding.Latin1.GetString(element.Span[Math.Max(0, element.Length - TailLength)..]);
        return AtTail().Match(tail) is { Success: true } found ? Guid.Parse(found.Groups[1].ValueSpan)
            : Urn(element) is { } urn && AsValue().Match(urn) is { Success: true } value ? Guid.Parse(value.Groups[1].ValueSpan)
            : Guid.Parse(ElementDigest.Of(element).AsSpan(0, 32));
    }

    private static string? Urn(ReadOnlyMemory<byte> element)
    {
        try
        {
            using var json = JsonDocument.Parse(element);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("urn"u8, out var urn)
                && urn.ValueKind == JsonValueKind.String
                ? urn.GetString()
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("\"urn\": \"urn:uuid:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\"}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AtTail();

    [GeneratedRegex("\\Aurn:uuid:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AsValue();
}
