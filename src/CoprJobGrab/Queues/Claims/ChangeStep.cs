using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Claims;

/// <summary>Ends and replaces a group's claims. Many at a time, because every write looks through the list once.</summary>
internal static class ChangeStep
{
    private const int ClaimsAtOnce = 5_000;
    private const int EnvelopesAtOnce = EnqueuedBatch.MaxTasks;

    public static async Task RunAsync(
        IGroupStore store, GroupCache cache, GroupPlan plan, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        var parts = Ends(plan, outcome).Chunk(ClaimsAtOnce).Concat(InBytes(Requeues(plan, cache.Time, outcome)));
        foreach (var part in parts)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var answer = await store.ChangeAsync(part, terms).ConfigureAwait(false);
            if (answer.RefusedIn(outcome))
            {
                return;
            }

            Note(answer, part, cache, terms, outcome);
        }
    }

    private static IEnumerable<ClaimChange> Ends(GroupPlan plan, GroupResultBuilder outcome) =>
        plan.Withdraw.Select(withdraw => new ClaimChange(withdraw.Claim, null, null, outcome.Withdrawn))
            .Concat(plan.Park.Select(park => new ClaimChange(
                park.Claim, park.Claim.Unmarked(ClaimState.Parked) with { ParkedBecause = park.Reason, IsStored = true }, null, outcome.Parked)))
            .Concat(plan.Stamp.Select(claim => new ClaimChange(claim, claim, null, null)));

    private static IEnumerable<ClaimChange> Requeues(GroupPlan plan, DateTimeOffset now, GroupResultBuilder outcome)
    {
        var texts = new TextPool();
        var urns = new Guid[plan.Requeue.Count];
        Urns.Fill(urns);
        var position = 0;
        foreach (var requeue in PushEnd.InOrder(plan.Requeue, task => task.IsUrgent))
        {
            var (task, claim, attempt) = requeue;
            var next = new Claim(task.TaskId, plan.GroupId, urns[position++], attempt, ClaimState.Waiting, claim.IsStored
                ? claim.Limits
                : LimitKeys.Of(task, texts)) { QueuedAt = now };
            yield return new(claim, next, task, outcome.Requeued) { IsUrgent = requeue.IsUrgent };
        }
    }

    /// <summary>Parts of so many envelopes, or of so many bytes when they are large.</summary>
    private static IEnumerable<ClaimChange[]> InBytes(IEnumerable<ClaimChange> requeues)
    {
        var part = new List<ClaimChange>();
        var bytes = 0L;
        foreach (var requeue in requeues)
        {
            if (part.Count > 0 && (part.Count == EnvelopesAtOnce || bytes + requeue.Task!.Json.Length > EnqueuedBatch.MaxBytes))
            {
                yield return [.. part];
                part.Clear();
                bytes = 0;
            }

            part.Add(requeue);
            bytes += requeue.Task!.Json.Length;
        }

        if (part.Count > 0)
        {
            yield return [.. part];
        }
    }

    private static void Note(WriteAnswer answer, ClaimChange[] part, GroupCache cache, LeaderTerms terms, GroupResultBuilder outcome)
    {
        var changed = new List<ClaimChange>(part.Length);
        for (var position = 0; position < part.Length; position++)
        {
            var change = part[position];
            var end = (ChangeEnd)answer.Details[position];
            if (end == ChangeEnd.Done)
            {
                changed.Add(change);
                change.Done?.Add(change.Claim.TaskId);
                continue;
            }

            if (change.Done is not null)
            {
                outcome.Superseded.Add(change.Claim.TaskId);
            }

            if (end != ChangeEnd.Popped)
            {
                cache.Doubt();
            }
        }

        if (changed.Count > 0)
        {
            cache.Changed(changed, terms.Current, answer.Version);
        }
    }
}
