namespace CoprJobGrab;

/// <summary>Finds out who holds the places of a limit.</summary>
internal sealed class PlaceHolders(Evidence evidence)
{
    private const int Shown = 20;

    /// <summary>The holders in one sentence.</summary>
    public string Text(LimitReason limit, LimitKeys keys, string groupId)
    {
        var holders = Of(limit, keys, groupId);
        var more = holders.Count > Shown ? $" and {holders.Count - Shown} more" : "";
        return $"the places are held by {string.Join(", ", holders.Take(Shown).Select(holder => $"{holder.TaskId} ({holder.How})"))}{more}";
    }

    /// <summary>Each task that has a place: by a claim, or because the next cycle pushes it before.</summary>
    /// <param name="limit">The limit, with the key of the task that it holds.</param>
    /// <param name="keys">Of that task.</param>
    /// <param name="groupId">The builder group that it is to go to.</param>
    public IReadOnlyList<(string TaskId, string How)> Of(LimitReason limit, LimitKeys keys, string groupId)
    {
        // A limit of the host's may bear the name of another.
        var rule = evidence.Scheduling.Limits.First(rule => rule.Name == limit.Limit && rule.Most == limit.Most && rule.KeyOf(keys, groupId) == limit.Key);
        return
        [
            .. evidence.Plan.Observed.Claims.Values
                .Where(claim => claim.IsCounted && rule.KeyOf(evidence.KeysOf(claim), claim.GroupId) == limit.Key)
                .OrderBy(claim => claim.QueuedAt).ThenBy(claim => claim.TaskId, StringComparer.Ordinal)
                .Select(claim => (claim.TaskId, ClaimStory.Short(claim))),
            .. Pushed().Where(pushed => rule.KeyOf(pushed.Keys, pushed.GroupId) == limit.Key).Select(pushed => (pushed.TaskId, "comes before it in the next cycle")),
        ];
    }

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
