namespace CoprJobGrab.Queues.Retask;

/// <summary>
/// Python's <c>json</c> writes numbers that JSON does not have: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c> (wire 4.2).
/// They stand in envelopes, which must be read all the same to know whose they are.
/// </summary>
internal static class PythonLiterals
{
    private static readonly string[] Literals = ["-Infinity", "Infinity", "NaN"];

    /// <summary>The text with <c>null</c>, padded to the same length, in the place of each such number.</summary>
    public static ReadOnlyMemory<byte> WithoutThem(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("Infinity"u8) < 0 && json.Span.IndexOf("NaN"u8) < 0)
        {
            return json;
        }

        var text = json.ToArray();
        var inString = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                inString = !inString;
            }
            else if (inString)
            {
                at += text[at] == '\\' ? 1 : 0;
            }
            else if (Length(text.AsSpan(at)) is var length and > 0)
            {
                text.AsSpan(at, length).Fill((byte)' ');
                // The shortest literal has three characters, one less than null.
                (length < 4 ? "0"u8 : "null"u8).CopyTo(text.AsSpan(at));
            }
        }

        return text;
    }

    private static int Length(ReadOnlySpan<byte> text)
    {
        foreach (var literal in Literals)
        {
            if (System.Text.Ascii.Equals(text[..Math.Min(text.Length, literal.Length)], literal))
            {
                return literal.Length;
            }
        }

        return 0;
    }
}
