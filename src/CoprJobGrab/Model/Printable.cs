using System.Globalization;
using System.Text;

namespace CoprJobGrab;

/// <summary>
/// Texts of others, such as ids, reasons and messages, as they may stand in a line of a log or on a terminal: whoever made them must not steer it,
/// begin a line of their own, or let the text look like another.
/// </summary>
public static class Printable
{
    /// <summary>
    /// The text with each character written as <c>\u001b</c> that controls a terminal (Unicode's category Cc), orders or hides other characters (Cf,
    /// such as U+202E), or ends a line (Zl, Zp). A JSON text stays the same JSON by it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The same text when there is nothing to write in another way.</returns>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Written(text, IsMisleading);
    }

    /// <summary>As <see cref="Of"/>, for a text whose lines are its own.</summary>
    internal static string Lines(string text) => Written(text, static rune => rune.Value is not ('\n' or '\r' or '\t') && IsMisleading(rune));

    private static string Written(string text, Func<Rune, bool> isMisleading)
    {
        if (!text.EnumerateRunes().Any(isMisleading))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            var characters = rune.ToString();
            _ = isMisleading(rune)
                ? printable.AppendJoin(null, characters.Select(character => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")))
                : printable.Append(characters);
        }

        return printable.ToString();
    }

    private static bool IsMisleading(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
