namespace CoprJobGrab;

/// <summary>
/// Whether the absence of taken tasks is believed. When very many are gone at once it is the frontend that is wrong, more likely than that their builds all ended:
/// then it is believed after ten lists, or when an operator says so. Immutable.
/// </summary>
internal sealed record Disbelief
{
    public const int Lists = 10;
    public const int FewEnough = 20;

    private int _left;
    private TimeSpan _countedAt;
    private bool _convinced;

    public static Disbelief None { get; } = new();

    /// <summary>How many more lists it takes; 0 when absence is believed.</summary>
    public int Left => _convinced ? 0 : _left;

    /// <summary>Takes in one complete list.</summary>
    /// <param name="missing">Taken tasks that it does not have.</param>
    /// <param name="taken">All taken tasks.</param>
    /// <param name="confirmed">An operator says that they are gone.</param>
    /// <param name="now">The time of the list.</param>
    /// <param name="interval">Lists that come faster count as one.</param>
    public Disbelief After(int missing, int taken, bool confirmed, TimeSpan now, TimeSpan interval)
    {
        if (missing <= FewEnough || missing * 2 <= taken)
        {
            return None;
        }

        if (confirmed || _convinced)
        {
            return new() { _convinced = true };
        }

        if (_left == 0)
        {
            return new() { _left = Lists, _countedAt = now };
        }

        return now - _countedAt < interval || now == _countedAt ? this : _left == 1 ? new() { _convinced = true } : new() { _left = _left - 1, _countedAt = now };
    }
}
