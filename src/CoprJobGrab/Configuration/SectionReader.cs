using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>
/// Reads one section of a configuration, key by key. A fault does not end it, as it would the framework's binder, so that all faults can be told at once.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> faults)
{
    private readonly List<string> _known = [];
    private readonly List<string> _own = [];

    /// <summary>Reads a section within this one, every key of it.</summary>
    public void Section(string key, Action<SectionReader> read)
    {
        var inner = Part(key);
        if (inner.Value is { Length: > 0 })
        {
            faults.Add($"{inner.Path} is a single value; give its members.");
        }

        var reader = new SectionReader(inner, faults);
        read(reader);
        reader.RefuseUnknownKeys();
    }

    /// <summary>Reads a list of sections.</summary>
    public void Sections(string key, Action<SectionReader> read) => Section(key, list => list.Each(element => list.Section(element, read)));

    /// <summary>Reads a list of texts.</summary>
    public void Texts(string key, Action<string> add) => Section(key, list => list.Each(element => list.Text(element, add)));

    /// <summary>Reads whole numbers by name.</summary>
    public void Wholes(string key, IDictionary<string, int> into) => Section(key, list => list.Each(name => list.Whole(name, value => into[name] = value)));

    /// <summary>Reads numbers by name.</summary>
    public void Fractions(string key, IDictionary<string, double> into) => Section(key, list => list.Each(name => list.Fraction(name, value => into[name] = value)));

    /// <summary>Reads a list that a source of the library's own has put beside the options.</summary>
    public void Own(string key, string list, List<string> into)
    {
        _own.Add(key);
        into.AddRange(section.GetSection(key).GetSection(list).GetChildren().Select(text => text.Value).OfType<string>());
    }

    public void Text(string key, Action<string> set) => Value(key, "give one text", static text => (true, text), set);

    // What is not understood is not shown: it may hold a password.
    public void Address(string key, Action<Uri> set) => Value(
        key, "give an address, for instance https://copr.example.org", static text => (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address), address!), set, isShown: false);

    // A lone number would be days to the framework, and seconds to most people.
    public void Duration(string key, Action<TimeSpan> set) => Value(
        key,
        "give a duration as hh:mm:ss, for instance 00:00:10",
        static text => (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && text.Contains(':', StringComparison.Ordinal), duration),
        set);

    public void Whole(string key, Action<int> set) => Value(
        key, "give a whole number", static text => (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number), number), set);

    public void WholeOrNone<T>(string key, Action<T?> set) where T : struct, IParsable<T> => Value(
        key, "give a whole number, or nothing", static text => text.Length == 0 ? (true, null) : (T.TryParse(text, CultureInfo.InvariantCulture, out var number), (T?)number), set);

    public void Fraction(string key, Action<double> set) => Value(
        key, "give a number, for instance 0.1", static text => (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number), number), set);

    public void OneOf<TEnum>(string key, Action<TEnum> set) where TEnum : struct, Enum => Value(
        key, $"give one of {string.Join(", ", Enum.GetNames<TEnum>())}", static text => (Enum.TryParse<TEnum>(text, ignoreCase: true, out var value), value), set);

    /// <summary>Names every key that nobody has asked for.</summary>
    public void RefuseUnknownKeys() => faults.AddRange(section.GetChildren()
        .Where(child => !_known.Concat(_own).Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        .Select(child => $"{child.Path} is unknown; {section.Key} has {(_known.Count == 0 ? "no members" : string.Join(", ", _known))}."));

    private void Each(Action<string> read)
    {
        foreach (var element in section.GetChildren())
        {
            read(element.Key);
        }
    }

    private void Value<T>(string key, string form, Func<string, (bool Understood, T Value)> read, Action<T> set, bool isShown = true)
    {
        var part = Part(key);
        if (part.GetChildren().Any())
        {
            faults.Add($"{part.Path} has members; {form}.");
        }
        else if (part.Value is { } text)
        {
            var (understood, value) = read(text);
            if (understood)
            {
                set(value);
            }
            else
            {
                faults.Add($"{part.Path} is {(isShown ? $"'{text}'" : "not an address")}; {form}.");
            }
        }
    }

    private IConfigurationSection Part(string key)
    {
        _known.Add(key);
        return section.GetSection(key);
    }
}
