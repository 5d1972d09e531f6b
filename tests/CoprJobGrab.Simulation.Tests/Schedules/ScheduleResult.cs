namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What became of a schedule.</summary>
internal sealed class ScheduleResult
{
    /// <summary>What must not happen and did.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>What happened and could not be avoided, by its cause.</summary>
    public SortedDictionary<string, int> Unavoidable { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each kind of step was done.</summary>
    public SortedDictionary<StepKind, int> Done { get; } = [];

    public int Tasks { get; set; }

    public int HandedOut { get; set; }

    public void Add(ScheduleResult other)
    {
        Violations.AddRange(other.Violations);
        Tasks += other.Tasks;
        HandedOut += other.HandedOut;
        foreach (var (cause, count) in other.Unavoidable)
        {
            Unavoidable[cause] = Unavoidable.GetValueOrDefault(cause) + count;
        }

        foreach (var (kind, count) in other.Done)
        {
            Done[kind] = Done.GetValueOrDefault(kind) + count;
        }
    }
}
