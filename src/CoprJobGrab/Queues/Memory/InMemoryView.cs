namespace CoprJobGrab.Queues.Memory;

/// <summary>What one grabber sees of one group, and what it remembers of it.</summary>
internal sealed class InMemoryView(string groupId)
{
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);
    private readonly List<Claim> _adopted = [];
    private readonly List<Guid> _surplus = [];
    private string? _incarnation;
    private List<Claim> _remembered = [];

    /// <summary>Every claim, marks and those to be adopted included.</summary>
    public IReadOnlyDictionary<string, Claim> Claims => _claims;

    public IReadOnlyList<Claim> Adopted => _adopted;

    /// <summary>True when something is to be written that no plan has.</summary>
    public bool NeedsRepair => _adopted.Count > 0 || _surplus.Count > 0;

    /// <summary>The elements whose tasks are claimed in another group.</summary>
    public IReadOnlyList<Guid> DuplicateElements => _surplus;

    public void Observe(InMemoryGroup group)
    {
        Remember(group);
        _claims.Clear();
        _adopted.Clear();
        _surplus.Clear();
        var waiting = group.Waiting.GroupBy(element => element.TaskId).ToDictionary(elements => elements.Key, elements => elements.First().Urn, StringComparer.Ordinal);
        foreach (var claim in group.Claims.Values)
        {
            var isWaiting = waiting.TryGetValue(claim.TaskId, out var urn);
            if (isWaiting && urn != claim.Urn)
            {
                continue;
            }

            _claims[claim.TaskId] = claim.Unmarked(claim.ParkedBecause is not null ? ClaimState.Parked : isWaiting ? ClaimState.Waiting : ClaimState.Silent);
        }

        foreach (var (taskId, urn) in waiting.Where(element => !_claims.ContainsKey(element.Key)))
        {
            Adopt(new Claim(taskId, groupId, urn, group.Claims.GetValueOrDefault(taskId)?.Attempt ?? 1, ClaimState.Waiting, new LimitKeys()));
        }

        foreach (var claim in _remembered.Where(claim => !_claims.ContainsKey(claim.TaskId) && group.Marks.GetValueOrDefault(claim.TaskId)?.IsOfLater(claim) != true))
        {
            Adopt(claim);
        }

        foreach (var (taskId, mark) in group.Marks)
        {
            if (!_claims.TryGetValue(taskId, out var claim))
            {
                _claims[taskId] = mark.ClaimOf(taskId, groupId);
            }
            else
            {
                _claims[taskId] = claim.Under(mark);
            }
        }
    }

    /// <summary>When all groups are seen: what is claimed in another one is not adopted here, or two workers would get it; what is remembered of it is older.</summary>
    public void LeaveToOthers(Func<string, bool> isClaimedElsewhere)
    {
        foreach (var claim in _adopted.Where(claim => isClaimedElsewhere(claim.TaskId)))
        {
            _claims.Remove(claim.TaskId);
            _surplus.Add(claim.Urn);
        }

        _adopted.RemoveAll(claim => !_claims.ContainsKey(claim.TaskId));
    }

    /// <summary>They are written, and with them begins this incarnation, or none when there were none.</summary>
    public void AdoptionDone(string? incarnation) => (_remembered, _incarnation) = ([], incarnation);

    /// <summary>What the grabber has written itself it knows, without another look.</summary>
    public void Follow(InMemoryGroup group, GroupResultBuilder written)
    {
        _incarnation = group.Incarnation;
        written.Withdrawn.ForEach(taskId => _claims.Remove(taskId));
        foreach (var taskId in written.Enqueued.Concat(written.Requeued).Concat(written.Parked))
        {
            _claims[taskId] = group.Claims[taskId];
        }
    }

    /// <summary>After a loss of the claims, what was known to be taken or set aside is taken or set aside.</summary>
    private void Remember(InMemoryGroup group)
    {
        if (group.Incarnation is not null)
        {
            _remembered = [];
        }
        else if (_incarnation is not null)
        {
            _remembered = [.. _claims.Values.Where(claim => claim.IsTaken || claim.State == ClaimState.Parked).Select(claim => claim.Remembered())];
        }

        _incarnation = group.Incarnation;
    }

    private void Adopt(Claim claim)
    {
        _claims[claim.TaskId] = claim;
        _adopted.Add(claim);
    }
}
