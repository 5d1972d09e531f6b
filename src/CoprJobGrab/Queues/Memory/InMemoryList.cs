using System.Collections;

namespace CoprJobGrab.Queues.Memory;

/// <summary>A list of elements, the newest first; workers pop from its end.</summary>
internal sealed class InMemoryList : IReadOnlyCollection<InMemoryElement>
{
    private readonly LinkedList<InMemoryElement> _elements = new();

    public int Count => _elements.Count;

    public InMemoryElement? Newest => _elements.First?.Value;

    /// <summary>The element that is popped next.</summary>
    public InMemoryElement? Next => _elements.Last?.Value;

    /// <summary>The elements in the order in which they are popped.</summary>
    public IEnumerable<InMemoryElement> Oldest
    {
        get
        {
            for (var node = _elements.Last; node is not null; node = node.Previous)
            {
                yield return node.Value;
            }
        }
    }

    /// <summary>Pushes an element: popped last, or next.</summary>
    public void Push(InMemoryElement element, bool isUrgent = false)
    {
        if (isUrgent)
        {
            _elements.AddLast(element);
        }
        else
        {
            _elements.AddFirst(element);
        }
    }

    /// <summary>Takes the element that is popped next; null when the list is empty.</summary>
    public InMemoryElement? Pop()
    {
        var popped = Next;
        if (popped is not null)
        {
            _elements.RemoveLast();
        }

        return popped;
    }

    /// <summary>The elements with these names; of two with one name the newest.</summary>
    public Dictionary<Guid, InMemoryElement> Find(IEnumerable<Guid> names)
    {
        var left = names.ToHashSet();
        var found = new Dictionary<Guid, InMemoryElement>();
        for (var node = _elements.First; node is not null && left.Count > 0; node = node.Next)
        {
            if (left.Remove(node.Value.Name))
            {
                found[node.Value.Name] = node.Value;
            }
        }

        return found;
    }

    /// <summary>Takes elements out; false when none of them stands in the list.</summary>
    public bool Remove(IReadOnlySet<InMemoryElement> elements)
    {
        var left = elements.Count;
        for (var node = _elements.First; left > 0 && node is not null;)
        {
            var next = node.Next;
            if (elements.Contains(node.Value))
            {
                _elements.Remove(node);
                left--;
            }

            node = next;
        }

        return left < elements.Count;
    }

    /// <summary>Takes the newest element with this name out; false when there is none.</summary>
    public bool Remove(Guid name) => Remove(Find([name]).Values.ToHashSet());

    public void Clear() => _elements.Clear();

    public IEnumerator<InMemoryElement> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
