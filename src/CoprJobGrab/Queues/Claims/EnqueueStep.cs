namespace CoprJobGrab.Queues.Claims;

/// <summary>Claims and pushes a group's new tasks.</summary>
internal static class EnqueueStep
{
    public static Task RunAsync(
        IGroupStore store, GroupCache cache, GroupPlan plan, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        var tasks = PushEnd.InOrder(plan.Enqueue, task => task.IsUrgent);
        cache.MakeRoom(tasks.Count);
        outcome.Enqueued.EnsureCapacity(tasks.Count);
        return store.EnqueueAsync(tasks, cache.Time, terms, batch => Note(batch, cache, terms, outcome), cancellationToken);
    }

    private static void Note(EnqueuedBatch batch, GroupCache cache, LeaderTerms terms, GroupResultBuilder outcome)
    {
        if (batch.Answer.RefusedIn(outcome))
        {
            return;
        }

        var skipped = new HashSet<int>(batch.Answer.Details);
        var pushed = new List<Claim>(batch.Claims.Count);
        for (var position = 0; position < batch.Claims.Count; position++)
        {
            var claim = batch.Claims[position];
            if (skipped.Contains(position))
            {
                outcome.Duplicates.Add(claim.TaskId);
                cache.Expect(claim.TaskId);
            }
            else if (skipped.Contains(-1 - position))
            {
                outcome.Superseded.Add(claim.TaskId);
            }
            else
            {
                outcome.Enqueued.Add(claim.TaskId);
                pushed.Add(claim);
            }
        }

        if (pushed.Count > 0)
        {
            cache.Enqueued(pushed, batch.IsUrgent, terms.Current, batch.Answer.Version);
        }
    }
}
