using System.Collections.Frozen;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>The work of one cycle: one decision for each listed task, and the withdrawal of claims whose tasks are listed no more.</summary>
public sealed class GrabPlan
{
    internal GrabPlan(QueueState observed, IReadOnlyList<PlannedTask> tasks)
    {
        Observed = observed;
        Tasks = tasks;
    }

    /// <summary>The picture of the queues that the plan was made from.</summary>
    public QueueState Observed { get; }

    /// <summary>
    /// Each listed task, first sight of its id, in the frontend's order. The plan of a cycle is valid until the next one is made; that of
    /// <see cref="JobGrabber.PlanAsync"/> is the caller's to keep.
    /// </summary>
    public IReadOnlyList<PlannedTask> Tasks { get; }

    /// <summary>Records whose id stands earlier in the same list.</summary>
    public IReadOnlyList<BuildTask> Repeated { get; init; } = [];

    /// <summary>Records that could not be used.</summary>
    public IReadOnlyList<MalformedRecord> Malformed { get; init; } = [];

    /// <summary>Claims that end because their task is listed no more; those that end because it moves to another group are among <see cref="Tasks"/>.</summary>
    public IReadOnlyList<Decision.Withdraw> Withdrawals { get; init; } = [];

    /// <summary>The writes of each builder group; groups with nothing to write are not in it.</summary>
    public IReadOnlyList<GroupPlan> Groups { get; init; } = [];

    /// <summary>
    /// How the rules that the plan of <see cref="JobGrabber.PlanAsync"/> was made by compare with those of the grabber that leads;
    /// null for the plan of a cycle, and where the queues are this process's own.
    /// </summary>
    public LeaderRules? Leader { get; internal set; }

    /// <summary>
    /// Tasks that two lists or more do not have, and whose workers give no sign: their claims are kept for a while, and no limit counts them.
    /// </summary>
    internal IReadOnlySet<string> Uncounted { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Claims that are kept until the frontend has been told to list their tasks again: the leases of their workers have run out.</summary>
    internal IReadOnlyList<Claim>? Lost { get; init; }

    /// <summary>The uncounted tasks of the plan before this one that are listed again.</summary>
    internal IReadOnlyList<string> CountedAgain { get; init; } = [];

    /// <summary>Tasks with claims for which a rule of the host's threw. They go on without it; one without a claim is refused.</summary>
    internal IReadOnlyList<(string TaskId, Decision.Refuse Fault)> RuleFaults { get; init; } = [];

    /// <summary>The places among <see cref="Tasks"/> of what would be pushed if there were room for everything, in the order in which it is let in.</summary>
    internal IEnumerable<int> Due { get; init; } = [];

    /// <summary>The tasks that are pushed, in the order of the pushes of all builder groups, and then the others, in the frontend's order.</summary>
    public IEnumerable<PlannedTask> InPushOrder() =>
        Due.Select(position => Tasks[position]).Where(IsPushed).Concat(Tasks.Where(planned => !IsPushed(planned)));

    private static bool IsPushed(PlannedTask planned) => planned.Decision is Decision.Enqueue or Decision.Requeue;

    /// <summary>The counts, and what is to be written.</summary>
    public override string ToString() =>
        $"{nameof(GrabPlan)} {{ Tasks = {Tasks.Count}, Repeated = {Repeated.Count}, Malformed = {Malformed.Count}, Withdrawals = {Withdrawals.Count}, "
            + $"Groups = {ListText.Of(Groups)} }}";
}
