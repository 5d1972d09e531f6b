namespace CoprJobGrab.Model;

/// <summary>Tells which claims of a table have changed lately, so that whoever remembers claims looks up only these.</summary>
/// <param name="claims">The table.</param>
internal sealed class ClaimJournal(IReadOnlyDictionary<string, Claim> claims)
{
    // Who has missed more than that looks all of them up.
    private const int Most = 50_000;

    private readonly List<string> _changed = [];
    private long _first;

    public IReadOnlyDictionary<string, Claim> Claims => claims;

    /// <summary>How many changes there were.</summary>
    public long Count => _first + _changed.Count;

    public void Add(string taskId)
    {
        if (_changed.Count == Most)
        {
            _first += Most;
            _changed.Clear();
        }

        _changed.Add(taskId);
    }

    /// <summary>The tasks whose claims have changed since there were so many changes; null when that is not known any more.</summary>
    public IReadOnlyList<string>? Since(long count) => count < _first ? null : _changed[(int)(count - _first)..];
}
