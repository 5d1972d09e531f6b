namespace CoprJobGrab.Scheduling;

/// <summary>How many tasks wait in the list of a builder group that has a depth, in one plan.</summary>
internal sealed class ListRoom(string groupId, int depth, long waiting)
{
    private long _waiting = waiting;
    private Decision.Hold? _hold;

    public bool IsFull => _waiting >= depth;

    public void Add() => _waiting++;

    /// <summary>The decision to hold a task because the list is full. One object while nothing changes: a list may hold a hundred thousand.</summary>
    public Decision.Hold Hold()
    {
        if (_hold?.Limit!.Taken != _waiting)
        {
            _hold = new Decision.Hold(groupId, $"as many tasks wait in the queue of group {groupId} as may, which is {depth}", HoldCause.Depth)
            {
                Limit = new LimitReason("depth", groupId, (int)Math.Min(_waiting, int.MaxValue), depth),
            };
        }

        return _hold;
    }
}
