using System.Collections;

namespace CoprJobGrab.Queues.Memory;

/// <summary>What waits, in the order in which it is popped. An element is taken out of the middle as fast as from an end.</summary>
internal sealed class InMemoryList : IReadOnlyCollection<InMemoryElement>
{
    private readonly LinkedList<InMemoryElement> _inOrder = new();
    private readonly Dictionary<Guid, LinkedListNode<InMemoryElement>> _byUrn = [];

    public int Count => _inOrder.Count;

    /// <summary>Adds an element behind the others, or before them.</summary>
    public void Add(InMemoryElement element, bool isUrgent = false) => _byUrn[element.Urn] = isUrgent ? _inOrder.AddFirst(element) : _inOrder.AddLast(element);

    /// <summary>Takes the element that has waited longest; null when nothing waits.</summary>
    public InMemoryElement? TakeFirst()
    {
        if (_inOrder.First is not { } first)
        {
            return null;
        }

        Remove(first.Value.Urn);
        return first.Value;
    }

    /// <summary>Takes an element out; false when it does not wait.</summary>
    public bool Remove(Guid urn)
    {
        if (!_byUrn.Remove(urn, out var node))
        {
            return false;
        }

        _inOrder.Remove(node);
        return true;
    }

    public bool Contains(Guid urn) => _byUrn.ContainsKey(urn);

    /// <summary>Where an element stands, from 1, which is popped next; null when it does not wait.</summary>
    public int? PositionOf(Guid urn) =>
        _byUrn.ContainsKey(urn) ? _inOrder.TakeWhile(element => element.Urn != urn).Count() + 1 : null;

    public IEnumerator<InMemoryElement> GetEnumerator() => _inOrder.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
