namespace CoprJobGrab.Explaining;

/// <summary>Finds out who holds the places of a limit.</summary>
internal sealed class LimitHolders(ExplainInput evidence)
{
    private const int Shown = 20;

    /// <summary>The holders in one sentence.</summary>
    public static string Text(IReadOnlyList<LimitHolder> holders)
    {
        var more = holders.Count > Shown ? $" and {holders.Count - Shown} more" : "";
        return $"the places are held by {string.Join(", ", holders.Take(Shown).Select(holder => $"{holder.TaskId} ({How(holder)})"))}{more}";
    }

    /// <summary>
    /// Each task that has a place: by a claim, or because the next cycle pushes it before. None where no limit holds the task, or one that has no places.
    /// </summary>
    /// <param name="planned">The task that is held.</param>
    public IReadOnlyList<LimitHolder> Of(PlannedTask planned)
    {
        if (planned.Decision is not Decision.Hold { Cause: HoldCause.Limit, Limit: { Most: > 0 } limit })
        {
            return [];
        }

        var rule = evidence.RuleOf(planned);
        return
        [
            .. evidence.Plan.Observed.Claims.Values
                .Where(
                    claim =>
                        claim.IsCounted && !evidence.Plan.Uncounted.Contains(claim.TaskId) && rule.KeyOf(evidence.KeysOf(claim), claim.GroupId) == limit.Key)
                .OrderBy(claim => claim.QueuedAt).ThenBy(claim => claim.TaskId, StringComparer.Ordinal)
                .Select(claim => new LimitHolder(claim.TaskId, claim.GroupId, claim.State)),
            .. Pushed().Where(pushed => rule.KeyOf(pushed.Keys, pushed.GroupId) == limit.Key)
                .Select(pushed => new LimitHolder(pushed.TaskId, pushed.GroupId, null)),
        ];
    }

    private static string How(LimitHolder holder) => holder.State switch
    {
        null => "comes before it in the next cycle",
        ClaimState.Waiting => $"waits in group {holder.GroupId}",
        _ => $"with a worker of group {holder.GroupId}",
    };

    private IEnumerable<(string TaskId, LimitKeys Keys, string GroupId)> Pushed()
    {
        foreach (var position in evidence.Plan.Due)
        {
            var planned = evidence.Plan.Tasks[position];
            switch (planned.Decision)
            {
                case Decision.Enqueue enqueue:
                    yield return (planned.Task.TaskId, planned.Limits!, enqueue.GroupId);
                    break;
                case Decision.Requeue { Claim.IsCounted: false } requeue:
                    yield return (planned.Task.TaskId, evidence.KeysOf(requeue.Claim), requeue.Claim.GroupId);
                    break;
            }
        }
    }
}
