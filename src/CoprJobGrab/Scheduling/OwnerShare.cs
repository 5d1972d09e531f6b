namespace CoprJobGrab.Scheduling;

/// <summary>What one owner has of one builder group, in one plan, in units of the owner's weight.</summary>
internal sealed class OwnerShare(double weight)
{
    private long _plan;
    private int _tasks;

    public void Add(long plan) => (_plan, _tasks) = (plan, (_plan == plan ? _tasks : 0) + 1);

    /// <summary>What the owner has when one more task is added: who has least is next.</summary>
    public double Next(long plan)
    {
        Add(plan);
        return _tasks / weight;
    }
}
