namespace CoprJobGrab.Scheduling;

/// <summary>How many claims one limit counts for one key, in one plan.</summary>
internal sealed class LimitCounter(LimitRule rule, string key)
{
    private long _plan;
    private int _count;
    private Decision.Hold? _hold;

    public LimitRule Rule => rule;

    public string Key => key;

    public int CountIn(long plan) => _plan == plan ? _count : 0;

    public bool IsFullIn(long plan) => CountIn(plan) >= rule.Most;

    public void Add(long plan) => (_plan, _count) = (plan, CountIn(plan) + 1);

    /// <summary>The decision to hold a task because of this limit. One object while nothing changes: a list may hold a hundred thousand.</summary>
    public Decision.Hold Hold(long plan, string groupId)
    {
        var taken = CountIn(plan);
        if (_hold is null || _hold.GroupId != groupId || _hold.Limit!.Taken != taken)
        {
            var reason = new LimitReason(rule.Name, key, taken, rule.Most);
            _hold = new Decision.Hold(groupId, reason.ToString(), HoldCause.Limit) { Limit = reason };
        }

        return _hold;
    }
}
