using System.Collections;

namespace CoprJobGrab.TestKit;

/// <summary>A list that a test may change while the fake frontend serves it.</summary>
public sealed class RawRecords : IEnumerable<string>
{
    private readonly Lock _lock = new();
    private readonly List<string> _records = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _records.Count;
            }
        }
    }

    public void Add(params IEnumerable<string> records)
    {
        lock (_lock)
        {
            _records.AddRange(records);
        }
    }

    public bool Remove(string record)
    {
        lock (_lock)
        {
            return _records.Remove(record);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _records.Clear();
        }
    }

    public IEnumerator<string> GetEnumerator()
    {
        lock (_lock)
        {
            return _records.ToList().GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
