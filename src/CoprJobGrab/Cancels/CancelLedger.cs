namespace CoprJobGrab.Cancels;

/// <summary>Which tasks their users want cancelled, which of them were decided, and which answers the frontend has taken. Safe for several threads.</summary>
internal sealed class CancelLedger(TimeProvider time)
{
    // A list may be older than the answer that ends a request. One that stays for longer was not heard.
    private static readonly TimeSpan HeardWithin = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> Nobody = [];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HandledCancel> _handled = new(StringComparer.Ordinal);
    private volatile HashSet<string> _requested = Nobody, _withheld = Nobody;
    private volatile bool _isHeard;
    private int _times;

    /// <summary>The ids in the last list, answered or not. The set does not change; the next list brings another.</summary>
    public IReadOnlySet<string> Requested => _requested;

    /// <summary>The ids in the list that was the last one at <see cref="BeginList"/>, and in every one since.</summary>
    public IReadOnlySet<string> Withheld => _withheld;

    /// <summary>True when a list was had since <see cref="Forget"/>, or the frontend has none.</summary>
    public bool IsHeard => _isHeard;

    /// <summary>How often everything was forgotten. A list that was asked for before that is of no use after.</summary>
    public int Times => Volatile.Read(ref _times);

    /// <summary>Takes in a complete list: what it does not have is over, whatever became of it.</summary>
    /// <param name="requested">The ids.</param>
    /// <param name="times">As it was when the list was asked for.</param>
    public void Follow(HashSet<string> requested, int times)
    {
        lock (_lock)
        {
            if (times != _times)
            {
                return;
            }

            (_requested, _isHeard) = (requested, true);
            _withheld = requested.IsSupersetOf(_withheld) ? requested : With(_withheld, requested);
            foreach (var taskId in _handled.Keys.Where(taskId => !requested.Contains(taskId)).ToList())
            {
                _handled.Remove(taskId);
            }
        }
    }

    /// <summary>The frontend has no such list.</summary>
    /// <param name="times">As it was when the list was asked for.</param>
    public void HasNone(int times)
    {
        lock (_lock)
        {
            _isHeard |= times == _times;
        }
    }

    /// <summary>A builds list is asked for after this.</summary>
    /// <param name="own">A list of requests that was had for it alone; empty when there is none.</param>
    public void BeginList(HashSet<string> own)
    {
        lock (_lock)
        {
            _withheld = own.Count == 0 ? _requested : With(_requested, own);
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
            (_requested, _withheld, _isHeard) = (Nobody, Nobody, false);
            _times++;
            _handled.Clear();
        }
    }

    private static HashSet<string> With(HashSet<string> some, HashSet<string> others)
    {
        HashSet<string> all = new(some, StringComparer.Ordinal);
        all.UnionWith(others);
        return all;
    }
}
