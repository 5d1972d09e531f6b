using System.Globalization;
using System.Text;

namespace CoprJobGrab.Queues.Retask;

/// <summary>
/// The inside of a JSON string as Python's <c>json</c> writes it: ASCII, short escapes where JSON has them, else <c>\uXXXX</c> in lower case for each UTF-16
/// unit;
/// and that escaped once more, because the text stands in JSON which is itself a string.
/// </summary>
internal static class PythonText
{
    /// <summary>No byte of JSON becomes more bytes than this.</summary>
    public const int MaxGrowth = 7;

    private const byte FirstPlain = (byte)' ', LastPlain = (byte)'~';

    /// <summary>True when the text, which holds no escapes, is passed on byte for byte.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange(FirstPlain, LastPlain);

    /// <summary>Decodes the inside of a JSON string and encodes it again; returns how much was written.</summary>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var at = 0;
        while (!text.IsEmpty)
        {
            var first = text[0];
            if (first == '\\')
            {
                at += Escape(text, output[at..], out var read);
                text = text[read..];
            }
            else if (first < 0x80)
            {
                at += Unit(first, output[at..]);
                text = text[1..];
            }
            else
            {
                Rune.DecodeFromUtf8(text, out var rune, out var read);
                at += Scalar(rune, output[at..]);
                text = text[read..];
            }
        }

        return at;
    }

    private static int Escape(ReadOnlySpan<byte> text, Span<byte> output, out int read)
    {
        var kind = text[1];
        if (kind == 'u')
        {
            read = 6;
            return Unit(ushort.Parse(text.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), output);
        }

        read = 2;
        return Unit(kind switch { (byte)'b' => '\b', (byte)'f' => '\f', (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', _ => kind }, output);
    }

    private static int Scalar(Rune rune, Span<byte> output)
    {
        Span<char> units = stackalloc char[2];
        var count = rune.EncodeToUtf16(units);
        var at = 0;
        foreach (var unit in units[..count])
        {
            at += Unit(unit, output[at..]);
        }

        return at;
    }

    private static int Unit(int unit, Span<byte> output)
    {
        var shortEscape = unit switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (shortEscape != '\0')
        {
            @"\\"u8.CopyTo(output);
            var at = 2;
            if (shortEscape is '"' or '\\')
            {
                output[at++] = (byte)'\\';
            }

            output[at] = (byte)shortEscape;
            return at + 1;
        }

        if (unit is >= FirstPlain and <= LastPlain)
        {
            output[0] = (byte)unit;
            return 1;
        }

        @"\\u"u8.CopyTo(output);
        unit.TryFormat(output[3..], out _, "x4", CultureInfo.InvariantCulture);
        return 7;
    }
}
