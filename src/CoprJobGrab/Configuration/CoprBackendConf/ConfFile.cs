namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>
/// A file in the form that Python's <c>ConfigParser</c> reads (wire 8): sections, options with <c>=</c> or <c>:</c>, lines of comment,
/// and values that go on in lines that are indented further. A name that is there twice is a fault, as it is to Python 3.
/// </summary>
internal sealed class ConfFile
{
    private const string Defaults = "DEFAULT";

    private const int MostFaults = 20;

    // Another name may be a password in the wrong place.
    private static readonly string[] Sections = ["backend", "builder", "ssh"];

    private readonly Dictionary<string, Dictionary<string, ConfValue>> _sections = new(StringComparer.Ordinal);
    private readonly List<(int Line, string Fault)> _faults = [];
    private Dictionary<string, ConfValue>? _section;
    private ConfValue? _value;
    private int _indent;

    private ConfFile()
    {
    }

    /// <summary>The lines that could not be read, and why. A line's content is never part of it: it may be a password.</summary>
    public IReadOnlyList<(int Line, string Fault)> Faults => _faults;

    public static ConfFile Parse(string text)
    {
        var file = new ConfFile();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            file.Take(line, ++number);
        }

        return file;
    }

    public bool HasSection(string name) => _sections.ContainsKey(name);

    /// <summary>The options of a section, with those of <c>[DEFAULT]</c> where it has none of its own.</summary>
    public IReadOnlyDictionary<string, ConfValue> Section(string name)
    {
        var all = new Dictionary<string, ConfValue>(_sections.GetValueOrDefault(Defaults) ?? [], StringComparer.Ordinal);
        foreach (var (key, value) in _sections.GetValueOrDefault(name) ?? [])
        {
            all[key] = value;
        }

        return all;
    }

    private void Take(string line, int number)
    {
        var text = line.Trim();
        if (text.Length == 0 || text[0] is '#' or ';')
        {
            return;
        }

        var indent = line.Length - line.TrimStart().Length;
        if (_value is not null && indent > _indent)
        {
            _value = _section![_value.Key] = _value with { Text = $"{_value.Text}\n{text}".Trim() };
            return;
        }

        _indent = indent;
        _value = null;
        if (text[0] == '[' && text.LastIndexOf(']') is > 1 and var end)
        {
            Open(text[1..end], number);
        }
        else
        {
            Set(text, number);
        }
    }

    private void Open(string name, int line)
    {
        var isKnown = _sections.TryGetValue(name, out _section);
        _sections[name] = _section ??= new(StringComparer.Ordinal);
        if (isKnown && name != Defaults)
        {
            Tell(
                (line, $"{(Sections.Contains(name) ? $"section [{name}]" : "this section")} is there a second time; put all of its options under one heading"));
        }
    }

    private void Set(string text, int line)
    {
        var end = text.IndexOfAny(['=', ':']);
        if (_section is null)
        {
            Tell((line, "an option stands before the first section; put [backend] above it"));
        }
        else if (end <= 0)
        {
            Tell((
                line, "this is no section, option, comment or continuation of the line above; write KEY = VALUE, and indent what goes on from the line above"));
        }
        else
        {
            _value = new ConfValue(text[..end].TrimEnd().ToLowerInvariant(), text[(end + 1)..].Trim(), line);
            if (!_section.TryAdd(_value.Key, _value))
            {
                Tell((line, $"{ConfKeys.Shown(_value.Key)} is there a second time, first in line {_section[_value.Key].Line}; leave one of them"));
                _section[_value.Key] = _value;
            }
        }
    }

    private void Tell((int Line, string Fault) fault)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Add(fault);
        }
        else if (_faults.Count == MostFaults)
        {
            _faults.Add((fault.Line, "this line and maybe others cannot be used either, and are not told; is it the right file?"));
        }
    }
}
