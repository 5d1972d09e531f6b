namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Recognises the records of a list by those of the list before: nearly all of them are the same bytes in the same order, and need not be read again.
/// A task that is known is the same object.
/// </summary>
internal sealed class KnownTasks(IReadOnlyList<BuildTask> before)
{
    // Records that are gone are passed over, as many as this for each record of the list: a list in another order must not be compared with itself all over.
    private const int PassedPerRecord = 16;
    private const int PassedAtFirst = 10_000;

    private List<BuildTask>? _tasks;
    private int _next, _same;
    private int _mayPass = PassedAtFirst;

    /// <summary>The last task that was recognised or read; null when there is none.</summary>
    public BuildTask? Last => _tasks is { Count: > 0 } tasks ? tasks[^1] : _same > 0 ? before[_same - 1] : null;

    /// <summary>The tasks of this list; the same object as before when nothing has changed.</summary>
    public IReadOnlyList<BuildTask> Tasks => _tasks ?? (_same == before.Count ? before : Changed());

    /// <summary>Takes the known task whose record the bytes begin with.</summary>
    /// <param name="bytes">The list from the beginning of a record on.</param>
    /// <param name="index">The place of the record.</param>
    /// <returns>The length of its record; 0 when there is none, or not enough bytes to tell.</returns>
    public int Recognise(ReadOnlySpan<byte> bytes, int index)
    {
        if (_next == before.Count || (before[_next].Json.Length > bytes.Length && before[_next].Json.Span.StartsWith(bytes)))
        {
            return 0;
        }

        _mayPass += PassedPerRecord;
        for (var at = _next; at < before.Count && at - _next <= _mayPass; at++)
        {
            var json = before[at].Json.Span;
            if (bytes.StartsWith(json))
            {
                _mayPass -= at - _next;
                _next = at;
                Take(at, index);
                return json.Length;
            }
        }

        _mayPass -= Math.Min(_mayPass, before.Count - _next);
        return 0;
    }

    /// <summary>Takes a task that was read.</summary>
    public void Add(BuildTask task) => Changed().Add(task);

    private void Take(int at, int index)
    {
        var task = before[at];
        _next = at + 1;
        task.Index = index;
        if (_tasks is null && _same == at)
        {
            _same++;
        }
        else
        {
            Changed().Add(task);
        }
    }

    private List<BuildTask> Changed()
    {
        if (_tasks is null)
        {
            _tasks = new List<BuildTask>(Math.Max(before.Count, 16));
            _tasks.AddRange(before.Take(_same));
        }

        return _tasks;
    }
}
