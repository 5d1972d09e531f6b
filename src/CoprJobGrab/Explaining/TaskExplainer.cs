using System.Diagnostics;

namespace CoprJobGrab;

/// <summary>Says where tasks stand, and why. Pure: it reads the evidence and nothing else.</summary>
internal sealed class TaskExplainer(Evidence evidence)
{
    private readonly GrabPlan _plan = evidence.Plan;
    private readonly ClaimStory _story = new(evidence.Plan.Observed, evidence.PlaceOf);
    private readonly Outlook _outlook = new(evidence);

    /// <summary>The answer when the list or the queues could not be had.</summary>
    public static Explanation Unknown(string taskId, string reason, IEnumerable<string> known) => new(taskId, ExplanationState.Unknown, reason, [.. known, reason]);

    public Explanation Explain(string taskId)
    {
        var claim = _plan.Observed.Claims.GetValueOrDefault(taskId);
        var planned = evidence.Planned(taskId);
        var malformed = _plan.Malformed.FirstOrDefault(record => record.TaskId == taskId);
        var (state, reason) = Cancelled(taskId, claim) ?? (planned is { } listed ? AboutListed(listed, claim)
            : malformed is not null ? (ExplanationState.Malformed, malformed.Reason)
            : (ExplanationState.Unlisted, claim is null ? $"the frontend does not list it{AndNoClaim()}" : $"the frontend does not list it, but {_story.Of(claim)}"));
        return new Explanation(taskId, state, reason, [.. Steps(taskId, planned, malformed, claim)]);
    }

    private (ExplanationState, string)? Cancelled(string taskId, Claim? claim)
    {
        if (evidence.Cancelled.Contains(taskId))
        {
            return (ExplanationState.Cancelled, "its user has cancelled it: the frontend lists the request");
        }

        return claim is { Standing: ClaimStanding.Released, Mark.Reason: ReleaseReason.Cancelled }
                ? (ExplanationState.Cancelled, $"its user has cancelled it: builder group {claim.GroupId} has the record of that")
            : claim is { IsCancelled: true } ? (ExplanationState.Cancelled, $"its user has cancelled it: {_story.Of(claim)}")
            : null;
    }

    private (ExplanationState, string) AboutListed(PlannedTask planned, Claim? claim)
    {
        var fault = claim is null ? AnyFault() : FaultOf(_plan.Observed.GroupOf(claim));
        if (fault is not null)
        {
            return (ExplanationState.Unknown, fault);
        }

        return planned.Decision switch
        {
            Decision.Enqueue enqueue => (ExplanationState.Due, $"the next cycle puts it in the queue of builder group {enqueue.GroupId}: {enqueue.Reason}"),
            Decision.Requeue requeue => (ExplanationState.Due, $"the next cycle hands it out again: {requeue.Reason}"),
            Decision.Hold hold => (ExplanationState.Held, hold.Reason),
            Decision.Refuse refuse => (ExplanationState.Refused, refuse.Reason),
            Decision.Park park => (ExplanationState.Parked, park.Reason),
            Decision.Withdraw { Claim.Standing: not ClaimStanding.Waiting } withdraw => (ExplanationState.Due, $"the next cycle ends its claim, and the one after that hands it out: {withdraw.Reason}"),
            _ => (Standing(claim!), _story.Of(claim!)),
        };
    }

    private static ExplanationState Standing(Claim claim) => claim.Standing switch
    {
        ClaimStanding.Waiting => ExplanationState.Queued,
        ClaimStanding.Leased or ClaimStanding.Silent => ExplanationState.Taken,
        ClaimStanding.Parked => ExplanationState.Parked,
        // In a builder group that is not configured any more, whose claims are left alone.
        ClaimStanding.Released => ExplanationState.Held,
        _ => throw new UnreachableException($"The claim {claim} stands nowhere that is known."),
    };

    private IEnumerable<string> Steps(string taskId, PlannedTask? planned, MalformedRecord? malformed, Claim? claim)
    {
        foreach (var step in Listing(taskId, planned, malformed))
        {
            yield return step;
        }

        if (evidence.Cancelled.Contains(taskId))
        {
            yield return "its user has cancelled it: the frontend lists the request";
        }
        else if (evidence.CancelsFault is { } unheard)
        {
            yield return $"whether its user has cancelled it is not known: {unheard}";
        }

        if (AnyFault() is { } fault)
        {
            yield return fault;
        }

        yield return claim is null ? $"no builder group has a claim of it{(AnyFault() is null ? "" : ", as far as is known")}" : _story.Of(claim);
        if (planned is { } listed)
        {
            foreach (var step in _outlook.Of(listed, claim))
            {
                yield return step;
            }
        }
        else if (claim is not null)
        {
            yield return malformed is null ? _outlook.Of(claim) : "a record that cannot be used counts as listed: its claim stays";
        }
    }

    private IEnumerable<string> Listing(string taskId, PlannedTask? planned, MalformedRecord? malformed)
    {
        var count = _plan.Tasks.Count + _plan.Repeated.Count + _plan.Malformed.Count;
        if (planned is { } listed)
        {
            yield return $"the frontend lists it, as number {listed.Task.Index + 1} of {count}; its priority is {listed.Priority}, and smaller is sooner";
        }

        if (_plan.Repeated.Count(task => task.TaskId == taskId) is > 0 and var again)
        {
            yield return $"the frontend lists it {again + 1} times, of which the first counts";
        }

        if (malformed is not null)
        {
            yield return $"the frontend's record number {malformed.Index + 1} of {count} has its id and cannot be used: {malformed.Reason}";
        }

        if (planned is null && malformed is null)
        {
            yield return $"the frontend does not list it, among {count}";
        }
    }

    private string AndNoClaim() => AnyFault() is { } fault ? $"; {fault}" : ", and no builder group has a claim of it";

    private string? AnyFault() => _plan.Observed.Groups.Values.Select(FaultOf).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(GroupState group) => group.Fault is { } fault ? $"builder group {group.GroupId} could not be observed, and may have it: {fault}" : null;
}
