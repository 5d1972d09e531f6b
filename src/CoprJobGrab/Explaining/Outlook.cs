namespace CoprJobGrab;

/// <summary>Says what comes next for a task.</summary>
internal sealed class Outlook(Evidence evidence)
{
    /// <summary>For a listed task.</summary>
    public IEnumerable<string> Of(PlannedTask planned, Claim? claim)
    {
        var taskId = planned.Task.TaskId;
        if (PushOrder.PlaceOf(taskId, evidence.Plan) is { } place)
        {
            yield return place;
        }

        yield return planned.Decision switch
        {
            Decision.Enqueue enqueue => $"the next cycle puts it in the queue of builder group {enqueue.GroupId}: {enqueue.Reason}",
            Decision.Requeue requeue => $"the next cycle hands it out again in builder group {requeue.Claim.GroupId}, as attempt {requeue.Attempt}: {requeue.Reason}",
            Decision.Hold hold => $"it is held back from builder group {hold.GroupId}: {hold.Reason}",
            Decision.Refuse refuse => $"it is refused: {refuse.Reason}",
            Decision.Withdraw withdraw => $"the next cycle takes it out of builder group {withdraw.Claim.GroupId}, and the one after that decides anew: {withdraw.Reason}",
            Decision.Park { Claim.Standing: not ClaimStanding.Parked } park => $"the next cycle sets it aside: {park.Reason}",
            Decision.Park => "it stays so until an operator gives it its attempts back, or two successive lists do not have it",
            _ => Kept(claim!),
        };

        if (planned.Decision is Decision.Hold { Limit: { Most: > 0 } limit } held)
        {
            yield return new PlaceHolders(evidence).Text(limit, claim is null ? planned.Limits! : evidence.KeysOf(claim), held.GroupId);
        }

        if (planned.Decision is Decision.Hold { Limit: null } deep && PushOrder.InLine(taskId, deep.GroupId, evidence.Plan) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>For a claim whose task is not listed.</summary>
    public string Of(Claim claim)
    {
        if (evidence.Plan.Withdrawals.FirstOrDefault(withdraw => withdraw.Claim.TaskId == claim.TaskId) is { } withdrawn)
        {
            return $"the next cycle ends its claim: {withdrawn.Reason}";
        }

        if (claim.IsTaken && evidence.Claims.Release == ReleaseRule.WhenReported)
        {
            return "its claim stays until the end of its build is told, or its worker is given up";
        }

        return claim.IsTaken && evidence.Plan.DoubtedAbsences > 0
            ? $"{evidence.Plan.DoubtedAbsences} taken tasks are missing at once, which is not believed yet"
            : claim.Standing == ClaimStanding.Leased ? "its claim ends when two successive lists do not have it and the lease has run out"
            : "its claim ends when two successive lists do not have it";
    }

    private string Kept(Claim claim)
    {
        if (!evidence.Plan.Observed.GroupOf(claim).IsConfigured && evidence.Claims.LeftGroups == LeftGroups.Keep)
        {
            return $"builder group {claim.GroupId} is not configured any more, and its claims are left alone";
        }

        return claim.Standing switch
        {
            ClaimStanding.Waiting => "it comes when a worker has taken what waits before it",
            ClaimStanding.Leased => "it is handed out again if the lease runs out",
            _ when claim.SilentSince is { } since => $"if it is still listed at {Moments.Of(since + evidence.Claims.StartPatience)}, it is handed out again",
            _ => $"if it is still listed in {evidence.Claims.StartPatience}, it is handed out again",
        };
    }
}
