namespace CoprJobGrab.Calls;

/// <summary>Begins calls by urgency, and in the order in which they were asked for among equals, a few at a time. Owned by the loop.</summary>
/// <typeparam name="T">The subject of a call.</typeparam>
/// <param name="limit">How many go on at once.</param>
/// <param name="begin">Begins a call; false when it is not needed any more.</param>
/// <param name="urgency">Smaller is sooner; null where all are equal.</param>
internal sealed class CallQueue<T>(int limit, Func<T, bool> begin, Func<T, int>? urgency = null)
{
    private readonly PriorityQueue<T, (int Urgency, long Number)> _waiting = new();
    private long _asked;
    private int _goingOn;

    public bool IsIdle => _goingOn == 0 && _waiting.Count == 0;

    public void Add(T item)
    {
        _waiting.Enqueue(item, (urgency?.Invoke(item) ?? 0, _asked++));
        BeginNext();
    }

    /// <summary>One of the calls has ended.</summary>
    public void Ended()
    {
        _goingOn--;
        BeginNext();
    }

    private void BeginNext()
    {
        while (_goingOn < limit && _waiting.TryDequeue(out var item, out _))
        {
            if (begin(item))
            {
                _goingOn++;
            }
        }
    }
}
