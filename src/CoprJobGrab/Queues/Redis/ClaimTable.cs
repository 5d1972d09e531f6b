namespace CoprJobGrab;

/// <summary>
/// Every claim of every group, as far as the process knows. It is handed out as it is, never copied, because a hundred thousand unchanged claims must cost
/// nothing; it changes only within a call of the queue.
/// </summary>
internal sealed class ClaimTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Claim> View => _claims;

    public void MakeRoom(int claims)
    {
        lock (_lock)
        {
            _claims.EnsureCapacity(_claims.Count + claims);
        }
    }

    public void Set(IReadOnlyList<Claim> claims)
    {
        lock (_lock)
        {
            foreach (var claim in claims)
            {
                _claims[claim.TaskId] = claim;
            }
        }
    }

    public bool Has(string taskId, string groupId)
    {
        lock (_lock)
        {
            return _claims.TryGetValue(taskId, out var claim) && claim.GroupId == groupId;
        }
    }

    /// <summary>The element of the claim was popped.</summary>
    public void Popped(string taskId, Guid urn)
    {
        lock (_lock)
        {
            if (_claims.TryGetValue(taskId, out var claim) && claim.Urn == urn)
            {
                _claims[taskId] = claim with { Standing = ClaimStanding.Silent };
            }
        }
    }

    public void Remove(Claim claim)
    {
        lock (_lock)
        {
            if (_claims.TryGetValue(claim.TaskId, out var current) && current.Urn == claim.Urn)
            {
                _claims.Remove(claim.TaskId);
            }
        }
    }

    /// <summary>Replaces what is known of one group. A task that another group claims too keeps that claim here: one is enough to keep it from being enqueued.</summary>
    public void Replace(string groupId, IEnumerable<Claim> claims)
    {
        lock (_lock)
        {
            foreach (var claim in _claims.Values.Where(claim => claim.GroupId == groupId).ToList())
            {
                _claims.Remove(claim.TaskId);
            }

            foreach (var claim in claims)
            {
                _claims.TryAdd(claim.TaskId, claim);
            }
        }
    }
}
