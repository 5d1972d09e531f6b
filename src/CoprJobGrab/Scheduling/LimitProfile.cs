namespace CoprJobGrab.Scheduling;

/// <summary>The parts that tasks with equal limit keys share: their turn, and the counters of the limits that count them.</summary>
internal sealed class LimitProfile(LimitKeys keys, TurnCounter turn, LimitCounters counters)
{
    private (string GroupId, LimitCounter[] Counters, OwnerShare? Share)[] _groups = [];

    public LimitKeys Keys => keys;

    public TurnCounter Turn => turn;

    /// <summary>The book that it belongs to; another one has come when the rules have changed.</summary>
    public LimitCounters Book => counters;

    public LimitCounter[] CountersIn(string groupId) => In(groupId).Counters;

    public OwnerShare? ShareIn(string groupId) => In(groupId).Share;

    /// <summary>Counts a claim.</summary>
    public void Count(string groupId, long plan)
    {
        var (_, limits, share) = In(groupId);
        foreach (var limit in limits)
        {
            limit.Add(plan);
        }

        share?.Add(plan);
    }

    private (string GroupId, LimitCounter[] Counters, OwnerShare? Share) In(string groupId)
    {
        foreach (var known in _groups)
        {
            if (known.GroupId == groupId)
            {
                return known;
            }
        }

        var added = (groupId, counters.CountersOf(keys, groupId), counters.ShareOf(keys, groupId));
        _groups = [.. _groups, added];
        return added;
    }
}
