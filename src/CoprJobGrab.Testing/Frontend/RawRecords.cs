using System.Collections;

namespace CoprJobGrab.Testing;

/// <summary>A list that a test may change while the fake frontend serves it.</summary>
public sealed class RawRecords : IEnumerable<string>
{
    private readonly Lock _lock = new();
    private readonly List<string> _records = [];
    private int _version;

    /// <summary>How many there are.</summary>
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

    /// <summary>Another one after each change.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>Adds records at the end.</summary>
    public void Add(params IEnumerable<string> records)
    {
        lock (_lock)
        {
            _version++;
            _records.AddRange(records);
        }
    }

    internal void Set(IEnumerable<string> records)
    {
        string[] all = [.. records];
        lock (_lock)
        {
            _version++;
            _records.Clear();
            _records.AddRange(all);
        }
    }

    /// <summary>Takes the first record out that is this text; false when there is none.</summary>
    public bool Remove(string record)
    {
        lock (_lock)
        {
            _version++;
            return _records.Remove(record);
        }
    }

    /// <summary>Takes every record out.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _version++;
            _records.Clear();
        }
    }

    /// <summary>The records as they are now.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        lock (_lock)
        {
            return _records.ToList().GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
