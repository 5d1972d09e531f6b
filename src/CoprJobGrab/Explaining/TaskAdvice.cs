using System.Diagnostics;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab.Explaining;

/// <summary>Says what to do about a task that stands where it does.</summary>
internal sealed class TaskAdvice(ExplainInput evidence)
{
    public const string WhenUnknown = "mend what the answer names, and ask again";

    private const string Nothing = "nothing: its record goes by itself";

    public string About(ExplanationState state, PlannedTask? planned, Claim? claim) =>
        (evidence.Leader is { Differences.Count: > 0 }
            ? "ask again with the rules of the grabber that leads, since this answer is by those of this process; else "
            : "")
        + By(state, planned, claim);

    private string By(ExplanationState state, PlannedTask? planned, Claim? claim) => state switch
    {
        ExplanationState.Unknown => WhenUnknown,
        ExplanationState.Unlisted => WhenUnlisted(claim),
        ExplanationState.Malformed => "mend the record at the frontend: the next list that has it in order counts",
        ExplanationState.Cancelled => WhenCancelled(claim),
        ExplanationState.Refused => "give one of the builder groups what the task needs, or mend what the reason names: the next cycle looks at it again",
        ExplanationState.Held => planned?.Decision is Decision.Hold hold ? WhenHeld(planned.Value, hold) : $"configure builder group {claim!.GroupId} again",
        ExplanationState.Due => evidence.Leader is { IsLed: false } ? "start a grabber: none leads now" : "wait for the next cycle of the grabber that leads",
        ExplanationState.Queued => $"wait for a worker; when its position stays the same, look at the workers of builder group {claim!.GroupId}",
        ExplanationState.Taken => WhenTaken(claim!),
        ExplanationState.Parked =>
            "find out what its workers met, and give it its attempts back by ReleaseParkedAsync or the console host's command parked release",
        _ => throw new UnreachableException($"The state {state} is not known."),
    };

    private static string WhenUnlisted(Claim? claim) => claim?.State switch
    {
        null => "look for it at the frontend: it has ended, was deleted, or has another id",
        ClaimState.Released => Nothing,
        ClaimState.Leased or ClaimState.Silent =>
            "look for it at the frontend: it has ended or was deleted, unless its list is wrong; its worker may still be at work",
        _ => "look for it at the frontend: it has ended or was deleted, unless its list is wrong",
    };

    private static string WhenCancelled(Claim? claim) => claim?.State switch
    {
        ClaimState.Silent => $"end the build at its worker of builder group {claim.GroupId}, if it must not go on",
        ClaimState.Leased => "wait: its worker is told, and stops",
        ClaimState.Released => Nothing,
        _ => "wait: the grabber that leads answers the request",
    };

    private string WhenHeld(PlannedTask planned, Decision.Hold hold) => hold.Cause switch
    {
        HoldCause.Limit => WhenLimited(evidence.RuleOf(planned), hold.Limit!),
        HoldCause.Depth => "wait until workers have taken what waits before it; "
            + $"more workers of builder group {hold.GroupId} are quicker, and a larger depth of its queue is not",
        HoldCause.Cancelled => "nothing",
        HoldCause.CancelsUnheard => "look at why the frontend's list of cancel requests could not be had",
        HoldCause.ListedAgain => "wait for the next list; if none has it again, the first one was out of date",
        HoldCause.GroupUnread => "mend the builder group that the reason names: until it has been read, nothing new is handed out",
        _ => throw new UnreachableException($"The cause {hold.Cause} is not known."),
    };

    private static string WhenLimited(LimitRule rule, LimitReason limit)
    {
        var option = rule.Option ?? $"the host's limit {limit.Limit}";
        return limit.Most > 0 ? $"wait until one of the places is free, or raise {option}"
            : rule.Option == LimitRuleReader.BlockedOwners ? $"take '{limit.Key}' out of {option}, if its tasks are to run"
            : $"raise {option}, if it is to run";
    }

    private static string WhenTaken(Claim claim) => claim.State == ClaimState.Leased
        ? "wait: its worker has to renew its lease, or the task is handed out again"
        : "wait, or look for its worker; "
            + $"when no worker of builder group {claim.GroupId} has anything any more, say so by ForgetAsync or the console host's command forget";
}
