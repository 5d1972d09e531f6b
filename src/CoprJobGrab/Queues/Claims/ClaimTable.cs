using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// Every claim of every group, as far as the process knows. It is handed out as it is, never copied, because a hundred thousand unchanged claims must cost
/// nothing; it changes only within a call of the queue.
/// </summary>
internal sealed class ClaimTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);

    public ClaimTable() => Journal = new ClaimJournal(_claims);

    public IReadOnlyDictionary<string, Claim> View => _claims;

    public ClaimJournal Journal { get; }

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
                Put(claim);
            }
        }
    }

    /// <summary>Claims the task, unless it is claimed; true when it is claimed in this group now.</summary>
    public bool TryClaim(Claim claim)
    {
        lock (_lock)
        {
            return TryAdd(claim) || _claims[claim.TaskId].GroupId == claim.GroupId;
        }
    }

    public bool Has(string taskId, string groupId)
    {
        lock (_lock)
        {
            return _claims.TryGetValue(taskId, out var claim) && claim.GroupId == groupId && claim.IsStored;
        }
    }

    /// <summary>The element of the claim was popped.</summary>
    public void Popped(string taskId, Guid urn)
    {
        lock (_lock)
        {
            if (_claims.TryGetValue(taskId, out var claim) && claim.Urn == urn)
            {
                var popped = claim.Unmarked(ClaimState.Silent);
                Put(claim.Mark is { } mark ? popped.Under(mark) : popped);
            }
        }
    }

    public void Remove(Claim claim)
    {
        lock (_lock)
        {
            if (_claims.TryGetValue(claim.TaskId, out var current) && current.Urn == claim.Urn && current.GroupId == claim.GroupId)
            {
                Drop(claim.TaskId);
            }
        }
    }

    /// <summary>The claim's mark has changed, or is gone.</summary>
    public void Mark(string taskId, string groupId, ClaimMark? mark)
    {
        lock (_lock)
        {
            _claims.TryGetValue(taskId, out var claim);
            if ((claim is not null && claim.GroupId != groupId) || claim?.Mark == mark)
            {
                return;
            }

            if ((claim is { IsStored: true } ? claim.Marked(mark) : mark?.ClaimOf(taskId, groupId)) is not { } marked)
            {
                Drop(taskId);
            }
            else
            {
                Put(marked);
            }
        }
    }

    /// <summary>The group's claims, at this moment.</summary>
    public List<Claim> Of(string groupId)
    {
        lock (_lock)
        {
            return [.. _claims.Values.Where(claim => claim.GroupId == groupId)];
        }
    }

    /// <summary>
    /// Replaces what is known of one group.
    /// A claim that was just read wins over one that is known of another group, which may be old: a leader in between may have moved the task.
    /// If both were read, one of them is kept: it is enough to keep the task from being enqueued.
    /// </summary>
    /// <param name="groupId">The group.</param>
    /// <param name="stored">Its claims as read.</param>
    /// <param name="unwritten">The claims that are still to be written, each unless its task is claimed elsewhere.</param>
    public void Replace(string groupId, IEnumerable<Claim> stored, IEnumerable<Claim> unwritten)
    {
        lock (_lock)
        {
            foreach (var claim in _claims.Values.Where(claim => claim.GroupId == groupId).ToList())
            {
                Drop(claim.TaskId);
            }

            foreach (var claim in stored)
            {
                Put(claim);
            }

            foreach (var claim in unwritten)
            {
                TryAdd(claim);
            }
        }
    }

    private void Put(Claim claim)
    {
        _claims[claim.TaskId] = claim;
        Journal.Add(claim.TaskId);
    }

    private bool TryAdd(Claim claim)
    {
        Journal.Add(claim.TaskId);
        return _claims.TryAdd(claim.TaskId, claim);
    }

    private void Drop(string taskId)
    {
        _claims.Remove(taskId);
        Journal.Add(taskId);
    }
}
