namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// The words of one line of MONITOR, one after the other; a long line is not taken apart further than is asked. Words are left as they are escaped.
/// </summary>
internal sealed class MonitorLine(string line)
{
    // Within a word a quote has a backslash before it, so that this stands between words only.
    private const string Between = "\" \"";

    private int _at = line.IndexOf("] \"", StringComparison.Ordinal) is >= 0 and var head ? head + 3 : line.Length + 1;

    /// <summary>The word that was given last.</summary>
    public string? Last { get; private set; }

    /// <summary>The next word; null after the last one.</summary>
    public string? Next()
    {
        if (_at > line.Length)
        {
            return Last = null;
        }

        var end = line.IndexOf(Between, _at, StringComparison.Ordinal);
        Last = end < 0 ? line[_at..^1] : line[_at..end];
        _at = end < 0 ? line.Length + 1 : end + Between.Length;
        return Last;
    }
}
