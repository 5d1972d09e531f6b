namespace CoprJobGrab.Scheduling;

/// <summary>Lets due tasks in, one after the other, as long as every limit and their builder group's list have room.</summary>
internal sealed class Admission(long plan, SchedulingRules rules, QueueState observed)
{
    private readonly Dictionary<string, ListRoom> _lists = rules.Depths.ToDictionary(
        depth => depth.Key, depth => new ListRoom(depth.Key, depth.Value, observed.Groups.GetValueOrDefault(depth.Key)?.Waiting ?? 0), StringComparer.Ordinal);

    /// <summary>Takes a place for the task.</summary>
    /// <param name="profile">The limits that count it.</param>
    /// <param name="groupId">The builder group.</param>
    /// <param name="isCounted">True when it has its places already.</param>
    /// <param name="isUrgent">True when it need not wait for room in the list.</param>
    /// <returns>Why it is held; null when it is let in.</returns>
    public Decision.Hold? Enter(LimitProfile profile, string groupId, bool isCounted, bool isUrgent)
    {
        var counters = isCounted ? [] : profile.CountersIn(groupId);
        foreach (var counter in counters)
        {
            if (counter.IsFullIn(plan))
            {
                return counter.Hold(plan, groupId);
            }
        }

        if (_lists.TryGetValue(groupId, out var list))
        {
            if (list.IsFull && !isUrgent)
            {
                return list.Hold();
            }

            list.Add();
        }

        foreach (var counter in counters)
        {
            counter.Add(plan);
        }

        return null;
    }
}
