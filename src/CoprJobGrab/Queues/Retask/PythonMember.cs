using System.Text;

namespace CoprJobGrab.Queues.Retask;

/// <summary>Where one member of an object begins, and its key ends, in the text that is being written. A member reaches to the comma before the next.</summary>
internal readonly record struct PythonMember(int Start, int KeyEnd)
{
    private const int FewEnoughForPairs = 32;

    private ReadOnlySpan<byte> Key(ReadOnlySpan<byte> text) => text[Start..KeyEnd];

    public static bool AnyKeyTwice(ReadOnlySpan<PythonMember> members, ReadOnlySpan<byte> text)
    {
        if (members.Length > FewEnoughForPairs)
        {
            return Places(members, text).Count < members.Length;
        }

        for (var later = 1; later < members.Length; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                if (members[later].Key(text).SequenceEqual(members[earlier].Key(text)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The members' text, each key once: in the first's place, with the last's value.</summary>
    public static byte[] Merge(ReadOnlySpan<PythonMember> members, ReadOnlySpan<byte> text)
    {
        var places = Places(members, text);
        using var merged = new MemoryStream();
        foreach (var member in members)
        {
            if (!places.Remove(Name(member, text), out var last))
            {
                continue;
            }

            if (merged.Length > 0)
            {
                merged.Write(", "u8);
            }

            var end = last + 1 < members.Length ? members[last + 1].Start - ", ".Length : text.Length;
            merged.Write(text[members[last].Start..end]);
        }

        return merged.ToArray();
    }

    /// <summary>The last member of each key.</summary>
    private static Dictionary<string, int> Places(ReadOnlySpan<PythonMember> members, ReadOnlySpan<byte> text)
    {
        var places = new Dictionary<string, int>(members.Length);
        for (var index = 0; index < members.Length; index++)
        {
            places[Name(members[index], text)] = index;
        }

        return places;
    }

    private static string Name(PythonMember member, ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(member.Key(text));
}
