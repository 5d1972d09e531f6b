namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// One step. It names its objects by a number that is taken modulo how many there are, so that a schedule with steps left out is a schedule too.
/// </summary>
internal readonly record struct ScheduleStep(StepKind Kind, int Which, int How)
{
    public override string ToString() => $"{Kind}({Which}, {How})";
}
