using System.Globalization;
using System.Text;

namespace CoprJobGrab;

/// <summary>A text as it may stand in a line of a log: whoever made it must not steer the reader's terminal, or begin a line of their own.</summary>
internal static class Printable
{
    /// <summary>The text with each control character written as <c>\u001b</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = char.IsControl(character) ? printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : printable.Append(character);
        }

        return printable.ToString();
    }
}
