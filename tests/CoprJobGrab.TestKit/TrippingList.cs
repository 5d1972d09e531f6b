using System.Collections;

namespace CoprJobGrab.TestKit;

/// <summary>
/// A list that does something when one of its items is read for the first time, so that a fault comes in the middle of work and not beside it.
/// </summary>
public sealed class TrippingList<T>(IReadOnlyList<T> items, int tripAt, Action trip) : IReadOnlyList<T>
{
    private bool _tripped;

    public int Count => items.Count;

    public T this[int index]
    {
        get
        {
            if (index == tripAt && !_tripped)
            {
                _tripped = true;
                trip();
            }

            return items[index];
        }
    }

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
