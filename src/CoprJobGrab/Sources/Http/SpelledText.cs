using System.Globalization;
using System.Text;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// A text that is looked for however its characters are spelled: each as it is or as HTML, an address, JSON or Python spells it, in upper or lower case,
/// and each such spelling once more as one of them, as where a page shows an address that holds an address.
/// </summary>
internal sealed class SpelledText(string sought)
{
    private const int Deepest = 2;

    // Shorter beginnings tell nothing, and would hide half of any text.
    private const int TellingLength = 4;

    // Every spelling, and every spelling of a spelling, begins with one of these.
    private const string Begins = "\\&%+";

    private readonly Rune[] _sought = [.. sought.EnumerateRunes()];
    private readonly Dictionary<Rune, Rune[][]> _spellings = [];
    private bool _ranOut;

    /// <summary>The text with what was looked for replaced, and also its beginning where the text ends within it.</summary>
    public string Replace(string text, string by)
    {
        var replaced = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = EndOf(text, at);
            _ = end > at ? replaced.Append(by) : replaced.Append(text[at]);
            at = Math.Max(end, at + 1);
        }

        return replaced.ToString();
    }

    /// <summary>Where it ends that begins here; -1 when it does not.</summary>
    private int EndOf(string text, int start)
    {
        var index = 0;
        // Most of a text is no spelling, and there is one way to read it.
        for (; index < _sought.Length && start < text.Length && !Begins.Contains(text[start], StringComparison.Ordinal); index++)
        {
            if (!IsAt(text, start, _sought[index], out var length))
            {
                return -1;
            }

            start += length;
        }

        SortedSet<int> ends = [start];
        for (; index < _sought.Length; index++)
        {
            _ranOut = false;
            ends = After(text, ends, _sought[index], Deepest);
            if (ends.Count == 0)
            {
                return _ranOut && index >= TellingLength ? text.Length : -1;
            }
        }

        return ends.Max;
    }

    private SortedSet<int> After(string text, SortedSet<int> starts, Rune rune, int depth)
    {
        SortedSet<int> ends = [];
        foreach (var start in starts)
        {
            if (start == text.Length)
            {
                _ranOut = true;
                continue;
            }

            if (IsAt(text, start, rune, out var length))
            {
                ends.Add(start + length);
            }

            if (depth > 0 && Begins.Contains(text[start], StringComparison.Ordinal))
            {
                foreach (var spelling in SpellingsOf(rune))
                {
                    ends.UnionWith(
                        spelling.Aggregate(
                            new SortedSet<int> { start }, (reached, part) => reached.Count == 0 ? reached : After(text, reached, part, depth - 1)));
                }
            }
        }

        return ends;
    }

    private static bool IsAt(string text, int at, Rune rune, out int length)
    {
        var isRune = Rune.TryGetRuneAt(text, at, out var there);
        length = there.Utf16SequenceLength;
        return isRune && Rune.ToUpperInvariant(there) == Rune.ToUpperInvariant(rune);
    }

    private Rune[][] SpellingsOf(Rune rune)
    {
        if (!_spellings.TryGetValue(rune, out var spellings))
        {
            _spellings[rune] = spellings = [.. Spellings(rune).Select(spelling => spelling.EnumerateRunes().ToArray())];
        }

        return spellings;
    }

    private static IEnumerable<string> Spellings(Rune rune)
    {
        var text = rune.ToString();
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return string.Concat(bytes.Select(part => Hex("%", part, "x2")));
        yield return string.Concat(bytes.Select(part => Hex("\\x", part, "x2")));
        yield return string.Concat(text.Select(part => Hex("\\u", part, "x4")));
        yield return Hex("\\x", rune.Value, "x2");
        yield return Hex("\\U", rune.Value, "x8");
        yield return Hex("&#x", rune.Value, "x") + ";";
        yield return Hex("&#", rune.Value, "d") + ";";
        foreach (var spelling in text switch
        {
            " " => ["+"],
            "\"" => ["&quot;", "\\\""],
            "'" => ["&apos;", "\\'"],
            "&" => ["&amp;"],
            "<" => ["&lt;"],
            ">" => ["&gt;"],
            "\\" or "/" => [$"\\{text}"],
            "\t" => ["\\t"],
            "\n" => ["\\n"],
            "\r" => ["\\r"],
            "\b" => ["\\b"],
            "\f" => ["\\f"],
            _ => Array.Empty<string>(),
        })
        {
            yield return spelling;
        }
    }

    private static string Hex(string begin, int value, string form) => begin + value.ToString(form, CultureInfo.InvariantCulture);
}
