using CoprJobGrab.Model;

namespace CoprJobGrab.Explaining;

/// <summary>Says what comes next for a task.</summary>
internal sealed class NextStep(ExplainInput evidence)
{
    private const int MostGroups = 20;

    /// <summary>The next step of a listed task.</summary>
    public IEnumerable<string> Of(PlannedTask planned, Claim? claim, IReadOnlyList<LimitHolder> holders)
    {
        var taskId = planned.Task.TaskId;
        IEnumerable<string?> steps =
        [
            PlaceOf(taskId),
            .. Next(planned.Decision, claim),
            holders.Count > 0 ? LimitHolders.Text(holders) : null,
            planned.Decision is Decision.Hold { Cause: HoldCause.Depth } deep ? PlaceInLine(taskId, deep.GroupId) : null,
        ];
        return steps.OfType<string>();
    }

    /// <summary>The next cycle's decision in one sentence, with its reason; null when it pushes nothing and ends nothing.</summary>
    public static string? Sentence(Decision decision) => decision switch
    {
        Decision.Enqueue enqueue => $"the next cycle puts it in the queue of builder group {enqueue.GroupId}: {enqueue.Reason}",
        Decision.Requeue requeue =>
            $"the next cycle hands it out again in builder group {requeue.Claim.GroupId}, as attempt {requeue.Attempt}: {requeue.Reason}",
        Decision.Withdraw withdraw =>
            $"the next cycle takes it out of builder group {withdraw.Claim.GroupId}, and the one after that decides anew: {withdraw.Reason}",
        _ => null,
    };

    /// <summary>The next step of a claim whose task is not listed.</summary>
    public string Of(Claim claim)
    {
        if (IsLeftAlone(claim) is { } alone)
        {
            return alone;
        }

        var what = claim.State != ClaimState.Released ? "its claim ends" : claim.IsOfNobody ? "that record goes" : "the record of that goes";
        if (evidence.Plan.Withdrawals.FirstOrDefault(withdraw => withdraw.Claim.TaskId == claim.TaskId) is { } withdrawn)
        {
            return $"{what} in the next cycle: {withdrawn.Reason}";
        }

        if (claim.IsTaken && evidence.Claims.Release == ReleaseRule.WhenReported)
        {
            return "its claim stays until the end of its build is told, or its worker is given up";
        }

        return claim.State == ClaimState.Silent && evidence.Claims.KeepsAbsent
            ? (evidence.Plan.Uncounted.Contains(claim.TaskId)
                ? "two successive lists do not have it, so that no limit counts it"
                : "when two successive lists do not have it, no limit counts it")
                + $"; its claim ends when ten lists and {TimeText.Of(evidence.Claims.AbsenceMemory)} have passed without it"
            : $"{what} when two successive lists do not have it{(claim.State == ClaimState.Leased ? " and the lease has run out" : "")}";
    }

    private string[] Next(Decision decision, Claim? claim) => decision switch
    {
        Decision.Hold { Cause: HoldCause.Cancelled } => ["it is not handed out while the frontend lists that"],
        Decision.Hold hold => [hold.Reason, $"it is to go to builder group {hold.GroupId}"],
        Decision.Refuse refuse => [refuse.Reason, GroupsText()],
        Decision.Park { Claim.State: not ClaimState.Parked } park => [park.Reason, "the next cycle sets it aside"],
        Decision.Park => ["it stays so until an operator gives it its attempts back, or two successive lists do not have it"],
        _ => [Sentence(decision) ?? (evidence.Cancelled.Contains(claim!.TaskId) ? KeptUntilAnswered(claim) : Kept(claim))],
    };

    /// <summary>Its place among all that are to be handed out; null when it is none of them.</summary>
    private string? PlaceOf(string taskId)
    {
        var due = evidence.Plan.Due.ToList();
        var place = due.FindIndex(position => evidence.Plan.Tasks[position].Task.TaskId == taskId);
        return place < 0 ? null : $"it is number {place + 1} of {due.Count} in the order in which tasks are handed out or held";
    }

    /// <summary>Its place among those that wait until a builder group's list has room; null when it is none of them.</summary>
    private string? PlaceInLine(string taskId, string groupId)
    {
        var line = evidence.Plan.Due.Select(position => evidence.Plan.Tasks[position])
            .Where(planned => planned.Decision is Decision.Hold { Cause: HoldCause.Depth } hold && hold.GroupId == groupId)
            .Select(planned => planned.Task.TaskId).ToList();
        var place = line.IndexOf(taskId);
        return place < 0 ? null : $"it is number {place + 1} of {line.Count} in the line of those that wait for room in the queue of builder group {groupId}";
    }

    private string GroupsText()
    {
        var groups = evidence.Groups;
        var shown = groups.Take(MostGroups).Select(group =>
            $"{group.Id} ({(group.Architectures.Count == 0 ? "no architecture is named" : string.Join(", ", group.Architectures))})");
        var more = groups.Count > MostGroups ? $" and {groups.Count - MostGroups} more" : "";
        return groups.Count == 0 ? "there are no builder groups" : $"the builder groups are {string.Join(", ", shown)}{more}";
    }

    private string? IsLeftAlone(Claim claim) => !evidence.Plan.Observed.GroupOf(claim).IsConfigured && evidence.Claims.RemovedGroups == RemovedGroups.Keep
        ? $"builder group {claim.GroupId} is not configured any more, and its claims are left alone"
        : null;

    private static string KeptUntilAnswered(Claim claim) => claim.State == ClaimState.Waiting
        ? "it leaves the queue when the grabber that leads answers the request"
        : "it is not handed out again while the frontend lists that";

    private string Kept(Claim claim) => IsLeftAlone(claim) ?? claim.State switch
    {
        ClaimState.Waiting => "it comes when a worker has taken what waits before it",
        ClaimState.Leased => "it is handed out again if the lease runs out",
        _ when claim.SilentSince is { } since =>
            $"if it is still listed in {TimeText.About(since + evidence.Claims.VisibilityTimeout - evidence.Plan.Observed.GroupOf(claim).Time)}, "
                + "it is handed out again",
        _ => $"if it is still listed in {TimeText.Of(evidence.Claims.VisibilityTimeout)}, it is handed out again",
    };
}
