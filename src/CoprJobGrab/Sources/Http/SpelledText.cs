using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<Rune, Rune[][]> _spellings = [];

    /// <summary>The text with what was looked for replaced, and also its beginning where the text ends within it.</summary>
    public string Replace(string text, string by)
    {
        var reading = new Reading(this, text);
        var replaced = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = reading.EndOf(at);
            _ = end > at ? replaced.Append(by) : replaced.Append(text[at]);
            at = Math.Max(end, at + 1);
        }

        return replaced.ToString();
    }

    private Rune[][] SpellingsOf(Rune rune) =>
        _spellings.GetOrAdd(rune, static rune => [.. Spellings(rune).Select(spelling => spelling.EnumerateRunes().ToArray())]);

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

    /// <summary>One text, and what is known of its places.</summary>
    private sealed class Reading(SpelledText spelled, string text)
    {
        private readonly Dictionary<(int At, Rune Rune, int Depth), (int[] Ends, bool RanOut)> _known = [];
        private bool _ranOut;

        /// <summary>Where it ends that begins here; -1 when it does not.</summary>
        public int EndOf(int start)
        {
            var (index, sought) = (0, spelled._sought);
            // Most of a text is no spelling, and there is one way to read it.
            for (; index < sought.Length && start < text.Length && !MayBeSpelled(start); index++)
            {
                if (!IsAt(start, sought[index], out var length))
                {
                    return -1;
                }

                start += length;
            }

            SortedSet<int> ends = [start];
            for (; index < sought.Length; index++)
            {
                _ranOut = false;
                ends = After(ends, sought[index], Deepest);
                if (ends.Count == 0)
                {
                    return _ranOut && index >= TellingLength ? text.Length : -1;
                }
            }

            return ends.Max;
        }

        private SortedSet<int> After(IEnumerable<int> starts, Rune rune, int depth)
        {
            SortedSet<int> ends = [];
            foreach (var start in starts)
            {
                if (start == text.Length)
                {
                    _ranOut = true;
                }
                else if (depth > 0 && MayBeSpelled(start))
                {
                    ends.UnionWith(Spelled(start, rune, depth));
                }
                else if (IsAt(start, rune, out var length))
                {
                    ends.Add(start + length);
                }
            }

            return ends;
        }

        /// <summary>Where the rune ends, as it is and in each spelling. It is kept, because a text of nothing but beginnings asks for it often.</summary>
        private int[] Spelled(int start, Rune rune, int depth)
        {
            var ranOutBefore = _ranOut;
            if (!_known.TryGetValue((start, rune, depth), out var known))
            {
                _ranOut = false;
                SortedSet<int> ends = IsAt(start, rune, out var length) ? [start + length] : [];
                foreach (var spelling in spelled.SpellingsOf(rune))
                {
                    ends.UnionWith(spelling.Aggregate<Rune, SortedSet<int>>([start], (reached, part) => After(reached, part, depth - 1)));
                }

                _known[(start, rune, depth)] = known = ([.. ends], _ranOut);
            }

            _ranOut = ranOutBefore || known.RanOut;
            return known.Ends;
        }

        private bool MayBeSpelled(int at) => Begins.Contains(text[at], StringComparison.Ordinal);

        private bool IsAt(int at, Rune rune, out int length)
        {
            var isRune = Rune.TryGetRuneAt(text, at, out var there);
            length = there.Utf16SequenceLength;
            return isRune && Rune.ToUpperInvariant(there) == Rune.ToUpperInvariant(rune);
        }
    }
}
