using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// The name of an element is the uuid of its urn: at the tail, where Python and this library write it, else wherever the envelope has it.
/// An element without a uuid is named by its content, in the same form.
/// </summary>
internal static class ElementName
{
    private const int UuidLength = 36;

    private static ReadOnlySpan<byte> BeforeUuid => "\"urn\": \"urn:uuid:"u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    public static Guid Of(ReadOnlyMemory<byte> element) => UuidAtTail(element) is { IsEmpty: false } uuid ? Read(uuid.Span)!.Value
        : Urn(element) is { } urn && Read(Encoding.UTF8.GetBytes(urn)) is { } value ? value
        : Guid.Parse(ElementDigest.Of(element).AsSpan(0, 32));

    /// <summary>The uuid at the tail, as it stands there; empty where there is none.</summary>
    public static ReadOnlyMemory<byte> UuidAtTail(ReadOnlyMemory<byte> element)
    {
        var start = element.Length - UuidLength - End.Length;
        return start >= 0 && element.Span.EndsWith(End) && element.Span[..start].EndsWith(BeforeUuid) && Read(element.Span.Slice(start, UuidLength)) is not null
            ? element.Slice(start, UuidLength)
            : default;
    }

    private static Guid? Read(ReadOnlySpan<byte> uuid) => Utf8Parser.TryParse(uuid, out Guid name, out var read, 'D') && read == uuid.Length ? name : null;

    private static string? Urn(ReadOnlyMemory<byte> element)
    {
        try
        {
            using var json = JsonDocument.Parse(element);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("urn"u8, out var urn)
                && urn.ValueKind == JsonValueKind.String
                && urn.GetString() is { } text && text.StartsWith(RetaskEnvelope.UrnPrefix, StringComparison.Ordinal)
                ? text[RetaskEnvelope.UrnPrefix.Length..]
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
