namespace CoprJobGrab.Scheduling;

/// <summary>The running number of the tasks that take turns with each other, in one plan.</summary>
internal sealed class TurnCounter
{
    private long _plan;
    private int _number;

    public int Next(long plan)
    {
        (_plan, _number) = (plan, (_plan == plan ? _number : 0) + 1);
        return _number;
    }
}
