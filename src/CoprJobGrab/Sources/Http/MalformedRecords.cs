using System.Collections;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// The malformed records of one list.
/// Those with an id are all kept, because their claims count as listed; of those without, <see cref="MostWithoutId"/> are kept and the others only counted:
/// a short answer can hold millions.
/// </summary>
internal sealed class MalformedRecords : IReadOnlyList<MalformedRecord>
{
    public const int MostWithoutId = 1_000;

    private readonly List<MalformedRecord> _kept = [];
    private MalformedRecord? _rest;
    private int _withoutId, _restCount;

    public int Count => _kept.Count + _restCount;

    /// <summary>The records that are kept, and then as often as there are others the one that stands for them.</summary>
    public MalformedRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return index < _kept.Count ? _kept[index] : _rest!;
        }
    }

    public void Add(MalformedRecord record)
    {
        if (record.TaskId is not null || ++_withoutId <= MostWithoutId)
        {
            _kept.Add(record);
            return;
        }

        _rest ??= record with { Reason = $"it is one of the malformed records after the first {MostWithoutId}, which are counted and not described" };
        _restCount++;
    }

    /// <summary>Changes what the records that are kept say.</summary>
    public void Rephrase(Func<string, string> rephrase)
    {
        for (var index = 0; index < _kept.Count; index++)
        {
            _kept[index] = _kept[index] with { Reason = rephrase(_kept[index].Reason) };
        }
    }

    public IEnumerator<MalformedRecord> GetEnumerator() => _kept.Concat(Enumerable.Repeat(_rest!, _restCount)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
