namespace CoprJobGrab;

/// <summary>One group's list, and what was popped from it since somebody asked. Its owner holds the lock.</summary>
internal sealed class InMemoryGroup
{
    private readonly List<(Guid Urn, string TaskId)> _popped = [];
    private Queue<(Guid Urn, string TaskId, ReadOnlyMemory<byte> Envelope)> _waiting = new();

    public int Count => _waiting.Count;

    public long Version { get; private set; }

    /// <summary>The group's claims have changed.</summary>
    public void Written() => Version++;

    public void Push(Claim claim, ReadOnlyMemory<byte> envelope)
    {
        _waiting.Enqueue((claim.Urn, claim.TaskId, envelope));
        Written();
    }

    public bool TryPop(out ReadOnlyMemory<byte> envelope)
    {
        if (!_waiting.TryDequeue(out var popped))
        {
            envelope = default;
            return false;
        }

        envelope = popped.Envelope;
        _popped.Add((popped.Urn, popped.TaskId));
        return true;
    }

    /// <summary>What was popped since the last call. The claims are not touched while a worker pops, because a plan may be reading them.</summary>
    public IReadOnlyList<(Guid Urn, string TaskId)> TakePopped()
    {
        var popped = _popped.ToArray();
        _popped.Clear();
        return popped;
    }

    /// <summary>Takes elements out of the list; answers those that stood in it.</summary>
    public HashSet<Guid> Remove(HashSet<Guid> urns)
    {
        var removed = new HashSet<Guid>();
        if (urns.Count > 0)
        {
            removed.UnionWith(_waiting.Select(element => element.Urn).Where(urns.Contains));
            _waiting = new(_waiting.Where(element => !removed.Contains(element.Urn)));
        }

        return removed;
    }
}
