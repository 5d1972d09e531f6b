namespace CoprJobGrab;

/// <summary>
/// What the process knows of one group: its own writes, and pops from the right that the ends of the list have shown. An observation is explained by it, or the group
/// is read again.
/// </summary>
internal sealed class GroupMirror(string groupId, ClaimTable claims)
{
    private Queue<ListedElement> _waiting = new();
    private ListedElement _newest;
    private bool _certain;

    public string? Incarnation { get; private set; }

    public long Version { get; private set; }

    /// <summary>Elements without a claim, still to be adopted; null when there are none.</summary>
    public Adoption? Adoption { get; private set; }

    public GroupState State => new(groupId, _waiting.Count, Incarnation, Version);

    /// <summary>Something happened that the mirror does not know the outcome of.</summary>
    public void Doubt() => _certain = false;

    /// <summary>Follows what was popped. False when that does not explain what was seen, until the group has been read.</summary>
    public bool Follow(GroupEnds seen) => _certain = Explains(seen);

    public void Load(GroupPicture picture)
    {
        claims.Replace(groupId, picture.Claims);
        SetWaiting(picture.Elements);
        (Incarnation, Version, Adoption, _certain) = (picture.Incarnation, picture.Version, picture.Adoption, true);
    }

    public void Adopted(string incarnation, long version)
    {
        // The removed elements are gone from the middle of the list; reading it again is simpler than following that, and it happens once.
        _certain &= Adoption!.Surplus.Count == 0;
        Wrote(incarnation, version);
        Adoption = null;
    }

    /// <summary>The store has a claim for this task; if it is not known here, the mirror is behind.</summary>
    public void Expect(string taskId) => _certain &= claims.Has(taskId, groupId);

    /// <summary>So many elements are about to come; growing step by step would touch twice the memory.</summary>
    public void MakeRoom(int elements)
    {
        claims.MakeRoom(elements);
        _waiting.EnsureCapacity(_waiting.Count + elements);
    }

    public void Enqueued(IReadOnlyList<Claim> pushed, string incarnation, long version)
    {
        claims.Set(pushed);
        foreach (var claim in pushed)
        {
            _newest = new ListedElement(claim.Urn, claim.TaskId);
            _waiting.Enqueue(_newest);
        }

        Wrote(incarnation, version);
    }

    public void Withdrew(IReadOnlyList<Claim> withdrawn, string incarnation, long version)
    {
        var gone = new HashSet<Guid>(withdrawn.Count);
        foreach (var claim in withdrawn)
        {
            claims.Remove(claim);
            gone.Add(claim.Urn);
        }

        SetWaiting(_waiting.Where(element => !gone.Contains(element.Name)));
        Wrote(incarnation, version);
    }

    private bool Explains(GroupEnds seen)
    {
        if (!_certain || seen.Incarnation != Incarnation || seen.Version != Version || seen.Length > _waiting.Count)
        {
            return false;
        }

        while (_waiting.Count > seen.Length)
        {
            var popped = _waiting.Dequeue();
            if (popped.TaskId is not null)
            {
                claims.Popped(popped.TaskId, popped.Name);
            }
        }

        return seen.Length == 0 || (seen.Oldest == _waiting.Peek().Name && seen.Newest == _newest.Name);
    }

    private void Wrote(string incarnation, long version)
    {
        _certain &= version == Version + 1;
        (Incarnation, Version) = (incarnation, version);
    }

    private void SetWaiting(IEnumerable<ListedElement> elements)
    {
        _waiting = new Queue<ListedElement>(elements);
        _newest = _waiting.LastOrDefault();
    }
}
