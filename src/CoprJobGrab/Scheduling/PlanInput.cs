using System.Collections.Frozen;

namespace CoprJobGrab.Scheduling;

/// <summary>The input of a plan, besides the list.</summary>
/// <param name="Observed">The older picture of the queues.</param>
/// <param name="Memory">The claims that earlier lists missed, and the cached tasks.</param>
/// <param name="Rules">The rules by which claims end.</param>
/// <param name="Now">The time of the list, since any moment that is the same for every call.</param>
/// <param name="Interval">The poll interval.</param>
internal sealed record PlanInput(QueueState Observed, ListMemory Memory, ClaimRules Rules, TimeSpan Now, TimeSpan Interval)
{
    /// <summary>The limits and priorities.</summary>
    public SchedulingRules Scheduling { get; init; } = SchedulingRules.None;

    /// <summary>The tasks that their users have cancelled.</summary>
    public IReadOnlySet<string> Cancelled { get; init; } = FrozenSet<string>.Empty;

    /// <summary>True when nobody could tell which those are, so that what was cancelled before may have been told to its user, or be about to.</summary>
    public bool AreCancelsUnheard { get; init; }
}
