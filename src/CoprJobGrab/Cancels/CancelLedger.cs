namespace CoprJobGrab;

/// <summary>Which tasks their users want cancelled, which of them were decided, and which answers the frontend has taken. Safe for several threads.</summary>
internal sealed class CancelLedger(TimeProvider time)
{
    // A list may be older than the answer that ends a request. One that stays for longer was not heard.
    private static readonly TimeSpan HeardWithin = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> Nobody = [];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HandledCancel> _handled = new(StringComparer.Ordinal);
    private volatile HashSet<string> _requested = Nobody;

    /// <summary>The ids in the last list, answered or not. The set does not change; the next list brings another.</summary>
    public IReadOnlySet<string> Requested => _requested;

    /// <summary>Takes in a complete list: what it does not have is over, whatever became of it.</summary>
    public void Follow(IEnumerable<string> listed)
    {
        HashSet<string> requested = new(listed, StringComparer.Ordinal);
        lock (_lock)
        {
            _requested = requested;
            foreach (var taskId in _handled.Keys.Where(taskId => !requested.Contains(taskId)).ToList())
            {
                _handled.Remove(taskId);
            }
        }
    }

    /// <summary>The requests that are to be decided: those that were not yet, and those whose answer the frontend seems to have lost.</summary>
    public IReadOnlyList<string> Open()
    {
        lock (_lock)
        {
            return [.. _requested.Where(taskId => !_handled.TryGetValue(taskId, out var handled) || (handled.TakenAt is { } takenAt && time.GetElapsedTime(takenAt) > HeardWithin))];
        }
    }

    /// <summary>A request was decided.</summary>
    /// <returns>The entry, and whether that is news: it was not decided in the same way before.</returns>
    public (HandledCancel Entry, bool IsNews) Handle(string taskId, bool wasRunning)
    {
        lock (_lock)
        {
            var isNews = _handled.GetValueOrDefault(taskId)?.WasRunning != wasRunning;
            return (_handled[taskId] = new HandledCancel(wasRunning), isNews);
        }
    }

    /// <summary>True while the answer is still to be told: the request is listed, and nothing else was decided about it.</summary>
    public bool IsCurrent(string taskId, HandledCancel entry)
    {
        lock (_lock)
        {
            return _handled.GetValueOrDefault(taskId) == entry;
        }
    }

    /// <summary>The frontend has taken an answer.</summary>
    public void Taken(HandledCancel entry)
    {
        lock (_lock)
        {
            entry.TakenAt = time.GetTimestamp();
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _requested = Nobody;
            _handled.Clear();
        }
    }
}
