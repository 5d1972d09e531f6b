using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CoprJobGrab.Model.Records;

/// <summary>
/// The text of a JSON string, lone surrogates included.
/// The framework's own <c>GetString</c> refuses those; Python's <c>json</c> passes them on, so a record that holds one is a good record.
/// </summary>
internal static class JsonText
{
    /// <summary>
    /// Whether the property name on which the reader stands is this one. The framework's own <c>ValueTextEquals</c> throws for an escaped lone surrogate.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NameIs(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? EscapedNameIs(reader.ValueSpan, name) : reader.ValueSpan.SequenceEqual(name);

    public static string Read(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Unescape(reader.ValueSpan) : Encoding.UTF8.GetString(reader.ValueSpan);

    /// <summary>The text in UTF-8, where a lone surrogate is replaced.</summary>
    public static ReadOnlyMemory<byte> Bytes(ref Utf8JsonReader reader)
    {
        try
        {
            var bytes = new byte[reader.ValueSpan.Length];
            return bytes.AsMemory(0, reader.CopyString(bytes));
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetBytes(Read(ref reader));
        }
    }

    /// <summary>The text of a string; null for any other value.</summary>
    public static string? ReadOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? Read(ref reader) : null;

    /// <summary>A whole number that fits; null for any other value.</summary>
    public static long? Integer(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;

    private static bool EscapedNameIs(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> name) => Unescape(escaped) == Encoding.UTF8.GetString(name);

    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var text = new StringBuilder(escaped.Length);
        while (!escaped.IsEmpty)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain != 0)
            {
                var run = plain < 0 ? escaped : escaped[..plain];
                text.Append(Encoding.UTF8.GetString(run));
                escaped = escaped[run.Length..];
                continue;
            }

            var kind = (char)escaped[1];
            if (kind == 'u')
            {
                text.Append((char)ushort.Parse(escaped.Slice(2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                escaped = escaped[6..];
            }
            else
            {
                text.Append(kind switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => kind });
                escaped = escaped[2..];
            }
        }

        return text.ToString();
    }
}
