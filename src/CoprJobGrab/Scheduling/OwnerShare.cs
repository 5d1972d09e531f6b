namespace CoprJobGrab.Scheduling;

/// <summary>One owner's share of one builder group, in one plan, in units of the owner's weight.</summary>
internal sealed class OwnerShare(double weight)
{
    private long _plan;
    private int _tasks;

    public void Add(long plan) => (_plan, _tasks) = (plan, (_plan == plan ? _tasks : 0) + 1);

    /// <summary>The owner's share when one more task is added: the owner with the smallest is next.</summary>
    public double Next(long plan)
    {
        Add(plan);
        return _tasks / weight;
    }
}
