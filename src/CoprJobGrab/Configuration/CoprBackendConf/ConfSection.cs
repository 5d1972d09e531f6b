using System.Globalization;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>
/// Reads the options of one section of a file, and tells what is wrong with each by file, line, key and cure, and by the value where it is a number:
/// another may be a password, also in the wrong place.
/// </summary>
internal sealed class ConfSection(string file, IReadOnlyDictionary<string, ConfValue> values, ConfResult result)
{
    private static readonly string[] Secrets = ["frontend_auth", "redis_password"];

    public IEnumerable<string> Keys => values.Keys;

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>The value; null when there is none, or it is faulty.</summary>
    public string? Text(string key)
    {
        if (!values.TryGetValue(key, out var value))
        {
            return null;
        }

        var (text, fault) = ConfInterpolation.Of(value, values);
        if (fault is not null)
        {
            Add(result.Faults, key, fault);
        }
        else if (text!.Contains(" #", StringComparison.Ordinal) || text.Contains(" ;", StringComparison.Ordinal))
        {
            Note(key, "holds ' #' or ' ;', and what follows is part of the value, as Copr reads it today; a comment needs a line of its own");
        }

        return text;
    }

    public int? Whole(string key, int least, int most = int.MaxValue)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(key, $"give a whole number, {(most == int.MaxValue ? $"{least} or more" : $"from {least} to {most}")}");
        return null;
    }

    /// <summary>The members of a list, separated by commas, as they stand there: not trimmed.</summary>
    public string[]? Members(string key) => Text(key)?.Split(',');

    /// <summary>A map, <c>KEY=COUNT,KEY=COUNT</c>, each count 1 or more.</summary>
    public IReadOnlyDictionary<string, int> Map(string key)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in Text(key) is { Length: > 0 } text ? text.Split(',') : [])
        {
            if (member.Split('=') is not [var left, var right]
                || !int.TryParse(right, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count)
                || count < 1
                || left.Trim() is not { Length: > 0 } name)
            {
                Fault(key, "give NAME=COUNT,NAME=COUNT without a comma at the end, each count a whole number, 1 or more");
                return new Dictionary<string, int>();
            }

            if (name.Contains(':', StringComparison.Ordinal))
            {
                Fault(key, "the library cannot take the ':' in the name of a limit; set this limit in code");
            }
            else if (!counts.TryAdd(name, count) || counts.Keys.Count(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) > 1)
            {
                Fault(key, "a name is there twice, upper and lower case being the same here; leave one of them");
            }
        }

        return counts;
    }

    public void Fault(string key, string cure) => Add(result.Faults, key, $"{Shown(key)}; {cure}");

    public void Note(string key, string what) => Add(result.Notes, key, what);

    /// <summary>An option may be read more than once; what is told of it is told once.</summary>
    private void Add(List<string> texts, string key, string what)
    {
        var text = $"{file} line {values[key].Line}: {ConfKeys.Shown(key)} {what}.";
        if (!texts.Contains(text))
        {
            texts.Add(text);
        }
    }

    // A value that is no number may be a password in the wrong place.
    private string Shown(string key) => !Secrets.Contains(key) && decimal.TryParse(values[key].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        ? $"is '{values[key].Text}'"
        : "cannot be used";
}
