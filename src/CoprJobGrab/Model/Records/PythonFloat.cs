using System.Globalization;

namespace CoprJobGrab.Model.Records;

/// <summary>Python's <c>repr</c> of a float: the shortest digits that read back as the same number, with an exponent below 1e-4 and from 1e16 on.</summary>
internal static class PythonFloat
{
    /// <summary>No float takes more bytes than this.</summary>
    public const int MaxLength = 32;

    /// <summary>Reads a JSON number with a fraction or an exponent, and writes it as Python would.</summary>
    public static int Write(ReadOnlySpan<byte> number, Span<byte> output)
    {
        var value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
        {
            return Append(output, 0, value < 0 ? "-Infinity"u8 : "Infinity"u8);
        }

        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MaxLength];
        var (count, point) = Digits(shortest[..length], digits);
        var sign = shortest[0] == '-' ? Append(output, 0, "-"u8) : 0;
        return point is > -4 and <= 16
            ? Fixed(digits[..count], point, output, sign)
            : Scientific(digits[..count], point - 1, output, sign);
    }

    /// <summary>The significant digits, and where the decimal point stands in relation to the first of them.</summary>
    private static (int Count, int Point) Digits(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var exponentAt = text.IndexOf((byte)'E');
        var exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int count = 0, whole = 0, leadingZeros = 0;
        var fraction = false;
        foreach (var character in exponentAt < 0 ? text : text[..exponentAt])
        {
            if (character == '.')
            {
                fraction = true;
            }
            else if (character != '-')
            {
                whole += fraction ? 0 : 1;
                if (count == 0 && character == '0')
                {
                    leadingZeros++;
                }
                else
                {
                    digits[count++] = character;
                }
            }
        }

        if (count == 0)
        {
            digits[0] = (byte)'0';
            return (1, 1);
        }

        count = digits[..count].LastIndexOfAnyExcept((byte)'0') + 1;
        return (count, whole - leadingZeros + exponent);
    }

    private static int Fixed(ReadOnlySpan<byte> digits, int point, Span<byte> output, int at)
    {
        if (point <= 0)
        {
            at = Append(output, at, "0."u8);
            at = Zeros(output, at, -point);
            return Append(output, at, digits);
        }

        if (point >= digits.Length)
        {
            at = Append(output, at, digits);
            at = Zeros(output, at, point - digits.Length);
            return Append(output, at, ".0"u8);
        }

        at = Append(output, at, digits[..point]);
        at = Append(output, at, "."u8);
        return Append(output, at, digits[point..]);
    }

    private static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> output, int at)
    {
        at = Append(output, at, digits[..1]);
        if (digits.Length > 1)
        {
            at = Append(output, at, "."u8);
            at = Append(output, at, digits[1..]);
        }

        at = Append(output, at, exponent < 0 ? "e-"u8 : "e+"u8);
        int.Abs(exponent).TryFormat(output[at..], out var written, "00", CultureInfo.InvariantCulture);
        return at + written;
    }

    private static int Zeros(Span<byte> output, int at, int count)
    {
        output.Slice(at, count).Fill((byte)'0');
        return at + count;
    }

    private static int Append(Span<byte> output, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(output[at..]);
        return at + text.Length;
    }
}
