using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Claims;

/// <summary>Ends and replaces a group's claims, so many at a time that no call holds the store for long.</summary>
internal static class ChangeStep
{
    private const int ClaimsAtOnce = 500;

    // To take an element out, a store looks for its place, and for what stands behind it.
    private const int ElementsAtOnce = 100;
    private const int EnvelopesAtOnce = EnqueuedBatch.MaxTasks;

    public static async Task RunAsync(
        IGroupStore store, GroupCache cache, GroupPlan plan, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        // By the last to be popped first, so that the places of the others stay as they are.
        var (ends, seen) = PlacedChanges.Of([.. Ends(plan, outcome)], cache.Waiting);
        var written = new Written(cache, terms);
        try
        {
            var parts = ends.Where(change => change.RemovesElement).Chunk(ElementsAtOnce)
                .Concat(ends.Where(change => !change.RemovesElement).Chunk(ClaimsAtOnce))
                .Concat(InBytes(Requeues(plan, cache.Time, outcome)));
            foreach (var part in parts)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                var answer = await store.ChangeAsync(part, seen with { Length = seen.Length - written.ElementsBefore(seen) }, terms).ConfigureAwait(false);
                if (answer.RefusedIn(outcome))
                {
                    return;
                }

                written.Note(answer, part, outcome);
            }
        }
        finally
        {
            written.Tell();
        }
    }

    private static IEnumerable<ClaimChange> Ends(GroupPlan plan, GroupResultBuilder outcome) =>
        plan.Withdraw.Select(withdraw => new ClaimChange(withdraw.Claim, null, null, outcome.Withdrawn))
            .Concat(plan.Park.Select(park => new ClaimChange(
                park.Claim, park.Claim.Unmarked(ClaimState.Parked) with { ParkedBecause = park.Reason, IsStored = true }, null, outcome.Parked)))
            .Concat(plan.Stamp.Select(claim => new ClaimChange(claim, claim, null, null)));

    private static IEnumerable<ClaimChange> Requeues(GroupPlan plan, DateTimeOffset now, GroupResultBuilder outcome)
    {
        var urns = new Guid[plan.Requeue.Count];
        Urns.Fill(urns);
        var position = 0;
        foreach (var requeue in PushEnd.InOrder(plan.Requeue, task => task.IsUrgent))
        {
            var (task, claim, attempt) = requeue;
            var next = new Claim(task.TaskId, plan.GroupId, urns[position++], attempt, ClaimState.Waiting, claim.IsStored ? claim.Limits : task.Limits)
            {
                QueuedAt = now,
            };
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

    /// <summary>What was written, of which the cache is told at once: it goes through its whole list for that.</summary>
    private sealed class Written(GroupCache cache, LeaderTerms terms)
    {
        private readonly List<ClaimChange> _changed = [];
        private long _version;
        private int _writes;

        /// <summary>How many elements were taken out that are popped before the one of this name.</summary>
        public int ElementsBefore(SeenList seen) => _changed.Count(change => change.Place > 0 && change.Place < seen.Length);

        public void Note(WriteAnswer answer, ClaimChange[] part, GroupResultBuilder outcome)
        {
            var before = _changed.Count;
            for (var position = 0; position < part.Length; position++)
            {
                var change = part[position];
                var end = (ChangeEnd)answer.Details[position];
                if (end == ChangeEnd.Done)
                {
                    _changed.Add(change);
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

            if (_changed.Count > before)
            {
                (_version, _writes) = (answer.Version, _writes + 1);
            }
        }

        public void Tell()
        {
            if (_writes > 0)
            {
                cache.Changed(_changed, terms.Current, _version, _writes);
            }
        }
    }
}
