using System.Text;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>Replaces <c>%%</c> by <c>%</c> and <c>%(key)s</c> by the value of that key, as Python's <c>ConfigParser</c> does (wire 8).</summary>
internal static class ConfInterpolation
{
    private const int Deepest = 10;

    // Ten deep, a few short lines could grow beyond any memory.
    private const int Most = 1000;

    /// <summary>The value; or what is wrong with it, without showing it.</summary>
    public static (string? Text, string? Fault) Of(ConfValue value, IReadOnlyDictionary<string, ConfValue> section)
    {
        var text = new StringBuilder();
        var references = 0;
        var fault = Expand(value.Text, section, text, 1, ref references);
        return fault is null ? (text.ToString(), null) : (null, fault);
    }

    private static string? Expand(string raw, IReadOnlyDictionary<string, ConfValue> section, StringBuilder into, int depth, ref int references)
    {
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '%')
            {
                into.Append(raw[at]);
                continue;
            }

            var next = at + 1 < raw.Length ? raw[at + 1] : '\0';
            var end = next == '(' ? raw.IndexOf(")s", at, StringComparison.Ordinal) : -1;
            if (next == '%')
            {
                into.Append('%');
                at++;
            }
            else if (end < 0)
            {
                return "has a single %, which Copr refuses too; write %% for it";
            }
            else if (Insert(raw[(at + 2)..end], section, into, depth, ref references) is { } fault)
            {
                return fault;
            }
            else
            {
                at = end + 1;
            }
        }

        return null;
    }

    private static string? Insert(string name, IReadOnlyDictionary<string, ConfValue> section, StringBuilder into, int depth, ref int references) =>
        depth >= Deepest ? "refers to other options more than ten deep; write the value itself"
        : ++references > Most ? "refers to other options more than a thousand times; write the value itself"
        : section.TryGetValue(name.ToLowerInvariant(), out var other) ? Expand(other.Text, section, into, depth + 1, ref references)
        : "refers by %(…)s to an option that the section does not have; write %% for a percent sign";
}
