using System.Collections.Frozen;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab.Explaining;

/// <summary>The input of an explanation: one observation, a list that was fetched after it, and the plan that a cycle would make of the two.</summary>
/// <param name="Plan">The plan that a cycle would make.</param>
/// <param name="Claims">The rules by which claims end.</param>
/// <param name="Scheduling">The limits and priorities.</param>
internal sealed record ExplainInput(GrabPlan Plan, ClaimRules Claims, SchedulingRules Scheduling)
{
    /// <summary>The tasks whose users have cancelled them.</summary>
    public IReadOnlySet<string> Cancelled { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Why that is not known for certain; null when it is.</summary>
    public string? CancelsFault { get; init; }

    /// <summary>The builder groups of this process.</summary>
    public IReadOnlyList<BuilderGroup> Groups { get; init; } = [];

    /// <summary>How the rules of this process compare with the leader's; null where the queues are this process's own.</summary>
    public LeaderRules? Leader { get; init; }

    /// <summary>Where a claim's task stands in its list; null when it does not wait, or nobody can tell.</summary>
    public Func<Claim, QueuePlace?> PlaceOf { get; init; } = static _ => null;

    /// <summary>The keys that limits count a claim by: those of the claim, or those of its record when the claim has lost them.</summary>
    public LimitKeys KeysOf(Claim claim) => claim.Limits.IsEmpty && Planned(claim.TaskId)?.Limits is { } keys ? keys : claim.Limits;

    /// <summary>The rule of the limit that holds a task.</summary>
    /// <param name="planned">The task, which is held by a limit.</param>
    public LimitRule RuleOf(PlannedTask planned)
    {
        var (limit, groupId) = planned.Decision is Decision.Hold { Cause: HoldCause.Limit, Limit: { } reason } hold
            ? (reason, hold.GroupId)
            : throw new ArgumentException("No limit holds it.", nameof(planned));
        var keys = Plan.Observed.Claims.TryGetValue(planned.Task.TaskId, out var claim) ? KeysOf(claim) : planned.Limits!;
        // A limit of the host's may bear the name of another.
        return Scheduling.Limits.First(rule => rule.Name == limit.Limit && rule.Most == limit.Most && rule.KeyOf(keys, groupId) == limit.Key);
    }

    /// <summary>A listed task; null when it is not.</summary>
    public PlannedTask? Planned(string taskId)
    {
        foreach (var planned in Plan.Tasks)
        {
            if (planned.Task.TaskId == taskId)
            {
                return planned;
            }
        }

        return null;
    }
}
