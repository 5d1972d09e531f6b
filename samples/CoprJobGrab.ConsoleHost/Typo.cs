namespace CoprJobGrab.ConsoleHost;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Typo
{
    /// <summary>The first name that begins with what was typed, or else differs from it in one letter, or in two; null when none is so near.</summary>
    public static string? Of(string typed, IReadOnlyCollection<string> names) =>
        names.FirstOrDefault(name => name.StartsWith(typed, StringComparison.Ordinal))
        ?? names.FirstOrDefault(name => IsNear(typed, name, edits: 1)) ?? names.FirstOrDefault(name => name.Length > 2 && IsNear(typed, name, edits: 2));

    /// <summary>True when so many letters are to be put in, left out, replaced, or changed with the next one, at most.</summary>
    private static bool IsNear(ReadOnlySpan<char> typed, ReadOnlySpan<char> name, int edits)
    {
        var same = typed.CommonPrefixLength(name);
        (var left, var wanted) = (typed.Length - same, name.Length - same);
        if (left == 0 || wanted == 0 || edits == 0)
        {
            return Math.Max(left, wanted) <= edits;
        }

        typed = typed[same..];
        name = name[same..];
        return IsNear(typed[1..], name, edits - 1) || IsNear(typed, name[1..], edits - 1) || IsNear(typed[1..], name[1..], edits - 1)
            || (left > 1 && wanted > 1 && typed[0] == name[1] && typed[1] == name[0] && IsNear(typed[2..], name[2..], edits - 1));
    }
}
