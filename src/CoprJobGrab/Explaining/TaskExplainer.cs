using System.Diagnostics;
using CoprJobGrab.Model;

namespace CoprJobGrab.Explaining;

/// <summary>Says where tasks stand, and why. Pure: it reads the evidence and nothing else.</summary>
internal sealed class TaskExplainer(ExplainInput evidence)
{
    private readonly GrabPlan _plan = evidence.Plan;
    private readonly ClaimDescription _story = new(evidence.Plan.Observed, evidence.PlaceOf);
    private readonly NextStep _outlook = new(evidence);

    /// <summary>The answer when the list or the queues could not be had.</summary>
    public static Explanation Unknown(string taskId, string reason, Claim? claim, QueueState? observed, Func<Claim, QueuePlace?> placeOf) =>
        new(taskId, ExplanationState.Unknown, reason, claim is null ? [] : [new ClaimDescription(observed!, placeOf).Of(claim)], TaskAdvice.WhenUnknown)
        {
            Claim = claim,
            Place = claim is null ? null : placeOf(claim),
        };

    public Explanation Explain(string taskId)
    {
        var claim = _plan.Observed.Claims.GetValueOrDefault(taskId);
        var planned = evidence.Planned(taskId);
        var malformed = _plan.Malformed.FirstOrDefault(record => record.TaskId == taskId);
        var holders = planned is { } held ? new LimitHolders(evidence).Of(held) : [];
        var (state, reason) = Cancelled(taskId, planned is not null, claim) ?? (planned is { } listed ? AboutListed(listed, claim)
            : malformed is not null ? (ExplanationState.Malformed, malformed.Reason)
            : (ExplanationState.Unlisted, claim is null
                ? $"the frontend does not list it{AndNoClaim()}"
                : $"the frontend does not list it, {(claim.State == ClaimState.Released ? "and" : "but")} {_story.Of(claim)}"));
        // Steps that the headline names are left out.
        var trace = Steps(taskId, planned, malformed, claim, holders).Where(step => !reason.Contains(step, StringComparison.Ordinal)).Distinct();
        return new Explanation(taskId, state, reason, [.. trace], new TaskAdvice(evidence).About(state, planned, claim))
        {
            Decision = planned?.Decision, Claim = claim, Place = claim is null ? null : evidence.PlaceOf(claim), Holders = holders, Leader = evidence.Leader,
        };
    }

    private (ExplanationState, string)? Cancelled(string taskId, bool isListed, Claim? claim)
    {
        if (evidence.Cancelled.Contains(taskId))
        {
            return (ExplanationState.Cancelled, "its user has cancelled it: the frontend lists the request");
        }

        return claim is { ReleasedBecause: ReleaseReason.Cancelled }
                ? (ExplanationState.Cancelled, $"its user has cancelled it: builder group {claim.GroupId} has the record of that")
            // A frontend that lists it again wants it.
            : claim is { IsCancelled: true } || (!isListed && claim is { State: ClaimState.Silent, WasCancelled: true })
                ? (ExplanationState.Cancelled, $"its user has cancelled it: {_story.Of(claim)}")
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
            Decision.Enqueue or Decision.Requeue or Decision.Withdraw { Claim.State: not ClaimState.Waiting } =>
                (ExplanationState.Due, NextStep.Sentence(planned.Decision)!),
            Decision.Hold hold => (ExplanationState.Held, hold.Reason),
            Decision.Refuse refuse => (ExplanationState.Refused, refuse.Reason),
            Decision.Park { Claim.State: not ClaimState.Parked } park => (ExplanationState.Parked, park.Reason),
            _ => (State(claim!), _story.Of(claim!)),
        };
    }

    private static ExplanationState State(Claim claim) => claim.State switch
    {
        ClaimState.Waiting => ExplanationState.Queued,
        ClaimState.Leased or ClaimState.Silent => ExplanationState.Taken,
        ClaimState.Parked => ExplanationState.Parked,
        // The claim is in a builder group that is not configured any more, whose claims are left alone.
        ClaimState.Released => ExplanationState.Held,
        _ => throw new UnreachableException($"The claim {claim} stands nowhere that is known."),
    };

    private IEnumerable<string> Steps(string taskId, PlannedTask? planned, MalformedRecord? malformed, Claim? claim, IReadOnlyList<LimitHolder> holders)
    {
        IEnumerable<string?> steps =
        [
            .. Listing(taskId, planned, malformed),
            evidence.Cancelled.Contains(taskId) ? "its user has cancelled it: the frontend lists the request"
                : evidence.CancelsFault is { } unheard ? $"whether its user has cancelled it is not known: {unheard}"
                : null,
            AnyFault(),
            claim is null ? $"no builder group has a claim of it{(AnyFault() is null ? "" : ", as far as is known")}" : _story.Of(claim),
            .. planned is { } listed ? _outlook.Of(listed, claim, holders) : [],
            planned is not null || claim is null ? null
                : malformed is null ? _outlook.Of(claim)
                : "a record that cannot be used counts as listed: its claim stays",
            .. Leading(evidence.Leader),
        ];
        return steps.OfType<string>();
    }

    private string?[] Listing(string taskId, PlannedTask? planned, MalformedRecord? malformed)
    {
        var count = _plan.Tasks.Count + _plan.Repeated.Count + _plan.Malformed.Count;
        var again = _plan.Repeated.Count(task => task.TaskId == taskId);
        return
        [
            planned is { } listed
                ? $"the frontend lists it, as record {listed.Task.Index + 1} of {count}; its priority is {listed.Priority}, and smaller is sooner"
                : null,
            again > 0 ? $"the frontend lists it {again + 1} times, of which the first counts" : null,
            malformed is not null ? $"record {malformed.Number} of {count} of the frontend's list has its id, and cannot be used" : null,
            malformed?.Reason,
            planned is not null || malformed is not null ? null : count switch
            {
                0 => "the frontend lists nothing",
                1 => "the frontend lists 1 record, of another task",
                _ => $"the frontend lists {count} records, none of this task",
            },
        ];
    }

    /// <summary>How the rules of this process compare with those of the grabber that leads.</summary>
    private static string?[] Leading(LeaderRules? leader) => leader is null ? [] :
    [
        leader.IsLed ? null : "no grabber leads now",
        leader.Unknown is { } unknown ? $"whether the grabber that leads has the same rules is not known: {unknown}" : null,
        .. leader.Differences,
    ];

    private string AndNoClaim() => AnyFault() is { } fault ? $"; {fault}" : ", and no builder group has a claim of it";

    private string? AnyFault() => _plan.Observed.Groups.Values.Select(FaultOf).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(GroupState group) =>
        group.Fault is { } fault ? $"builder group {group.GroupId} could not be observed, and may have it: {fault}" : null;
}
