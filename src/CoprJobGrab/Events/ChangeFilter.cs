namespace CoprJobGrab.Events;

/// <summary>
/// Tells a fact about a task once, and again when it changes. A fact that a cycle does not mention is forgotten, so the memory is bounded by the list.
/// </summary>
internal sealed class ChangeFilter
{
    private Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private Dictionary<string, string> _mentioned = new(StringComparer.Ordinal);

    public bool IsNews(string key, string fact)
    {
        _mentioned[key] = fact;
        return !_told.TryGetValue(key, out var told) || told != fact;
    }

    public void EndCycle()
    {
        (_told, _mentioned) = (_mentioned, _told);
        _mentioned.Clear();
    }
}
