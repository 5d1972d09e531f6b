namespace CoprJobGrab.Model.Records;

/// <summary>Gives equal texts one string: a farm's hundred thousand builds have some hundred owners. Lives as long as one piece of work.</summary>
internal sealed class TextPool
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public TextPool() => _bySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _texts.Count;

    public string Get(ReadOnlySpan<char> text)
    {
        if (!_bySpan.TryGetValue(text, out var known))
        {
            known = text.ToString();
            _texts.Add(known);
        }

        return known;
    }
}
