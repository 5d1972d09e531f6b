namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A deliberate fault in the queue of every grabber of a schedule in memory.</summary>
internal abstract class Fault
{
    /// <summary>Every one, by name.</summary>
    public static IReadOnlyDictionary<string, Fault> All { get; } = typeof(Fault).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Fault)))
        .ToDictionary(type => type.Name, type => (Fault)Activator.CreateInstance(type)!, StringComparer.Ordinal);

    /// <summary>True when drawn schedules meet it too seldom: it is caught in a schedule of its own, in <see cref="HiddenFaults"/>.</summary>
    public virtual bool IsHidden => false;

    /// <summary>True when the list is the one from before the observation.</summary>
    public virtual bool FetchesFirst => false;

    /// <summary>True when a grabber that stood by leads at once in a store that lost the lead.</summary>
    public virtual bool StandbysLeadAtOnce => false;

    public virtual void BeforeLead(FaultyQueue queue, long epoch)
    {
    }

    public virtual void BeforeObserve(FaultyQueue queue)
    {
    }

    public virtual QueueState AfterObserve(FaultyQueue queue, QueueState state) => state;

    public virtual GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan) => plan;

    public virtual void AfterApply(FaultyQueue queue, IReadOnlyList<GroupResult> written)
    {
    }

    public virtual IReadOnlyList<ClaimCommand> BeforeCommand(IReadOnlyList<ClaimCommand> commands) => commands;

    public virtual void AfterTake(InMemoryStore store, TakenBuild build)
    {
    }

    public virtual void BeforeRenew(InMemoryStore store, TakenBuild build)
    {
    }

    public virtual void AfterEnd(InMemoryStore store, TakenBuild ended)
    {
    }

    public virtual TakenBuild? AfterRenew(TakenBuild? renewed) => renewed;

    protected static GrabPlan With(GrabPlan plan, QueueState? observed = null, IReadOnlyList<GroupPlan>? groups = null) =>
        new(observed ?? plan.Observed, plan.Tasks) { Repeated = plan.Repeated, Malformed = plan.Malformed, Withdrawals = plan.Withdrawals, Groups = groups
            ?? plan.Groups };
}
