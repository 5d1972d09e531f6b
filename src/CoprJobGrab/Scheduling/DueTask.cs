namespace CoprJobGrab.Scheduling;

/// <summary>A task that would be pushed if nothing held it, and its place among the others. Sorted ascending: the smallest is admitted first.</summary>
/// <param name="IsUrgent">True when it is to be popped next.</param>
/// <param name="Band">Its priority, or the frontend's part of it where owners have shares.</param>
/// <param name="Share">The share that its owner would have with it.</param>
/// <param name="Priority">Its whole priority.</param>
/// <param name="Position">Its place among the decisions, which is the frontend's order.</param>
internal readonly record struct DueTask(bool IsUrgent, long Band, double Share, long Priority, int Position) : IComparable<DueTask>
{
    public int CompareTo(DueTask other)
    {
        var order = other.IsUrgent.CompareTo(IsUrgent);
        order = order != 0 ? order : Band.CompareTo(other.Band);
        order = order != 0 ? order : Share.CompareTo(other.Share);
        order = order != 0 ? order : Priority.CompareTo(other.Priority);
        return order != 0 ? order : Position.CompareTo(other.Position);
    }
}
