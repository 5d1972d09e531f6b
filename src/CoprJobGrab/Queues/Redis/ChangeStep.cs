using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Ends and replaces a group's claims. Many at a time, because every call looks through the list once.</summary>
internal static class ChangeStep
{
    private const int ClaimsAtOnce = 5_000;
    private const int EnvelopesAtOnce = EnqueueBatch.MaxTasks;
    private const int Done = 0, Popped = 1;

    public static async Task RunAsync(
        IDatabase database, QueueKeys keys, GroupCache mirror, GroupPlan plan, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        var parts = Ends(plan, outcome).Chunk(ClaimsAtOnce).Concat(InBytes(Requeues(plan, mirror.Time, outcome)));
        foreach (var part in parts)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Change, keys.All, Arguments(part, terms)).ConfigureAwait(false))!;
            if (LeaderTerms.Refuse(reply, outcome))
            {
                return;
            }

            Note(reply, part, mirror, terms, outcome);
        }
    }

    private static IEnumerable<ClaimChange> Ends(GroupPlan plan, GroupResultBuilder outcome)
    {
        foreach (var (claim, _) in plan.Withdraw)
        {
            yield return new(claim, null, null, outcome.Withdrawn);
        }

        foreach (var (claim, reason) in plan.Park)
        {
            yield return new(claim, claim.Unmarked(ClaimState.Parked) with { ParkedBecause = reason, IsStored = true }, null, outcome.Parked);
        }

        foreach (var claim in plan.Stamp)
        {
            yield return new(claim, claim, null, null);
        }
    }

    private static IEnumerable<ClaimChange> Requeues(GroupPlan plan, DateTimeOffset now, GroupResultBuilder outcome)
    {
        var texts = new TextPool();
        var urns = new Guid[plan.Requeue.Count];
        Urns.Fill(urns);
        var position = 0;
        foreach (var requeue in PushEnd.InOrder(plan.Requeue, task => task.IsUrgent))
        {
            var (task, claim, attempt) = requeue;
            var next = new Claim(task.TaskId, plan.GroupId, urns[position++], attempt, ClaimState.Waiting, claim.IsStored ? claim.Limits : LimitKeys.Of(task, texts)) { QueuedAt = now };
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
            if (part.Count > 0 && (part.Count == EnvelopesAtOnce || bytes + requeue.Task!.Json.Length > EnqueueBatch.MaxBytes))
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

    private static RedisValue[] Arguments(ClaimChange[] part, LeaderTerms terms)
    {
        var arguments = terms.List();
        arguments.Add(part.Length);
        using var text = new ClaimText();
        var python = new PythonJsonWriter();
        foreach (var change in part)
        {
            var (claim, next, task, _) = change;
            var removes = claim.State == ClaimState.Waiting && next?.Urn != claim.Urn;
            arguments.Add(TaskIdText.Bytes(claim.TaskId));
            arguments.Add(ClaimText.NameOf(claim));
            arguments.Add(claim.Attempt);
            arguments.Add(removes ? claim.Urn.ToString("D") : "");
            arguments.Add(claim.Mark?.Text ?? "");
            arguments.Add(next is null ? "" : text.Bytes(next));
            arguments.Add(task is null ? "" : RetaskEnvelope.Bytes(task, next!.Urn, python));
            arguments.Add(change.IsUrgent ? PushEnd.PoppedNext : PushEnd.PoppedLast);
        }

        return [.. arguments];
    }

    private static void Note(RedisResult[] reply, ClaimChange[] part, GroupCache mirror, LeaderTerms terms, GroupResultBuilder outcome)
    {
        var changed = new List<ClaimChange>(part.Length);
        for (var position = 0; position < part.Length; position++)
        {
            var change = part[position];
            var became = (int)reply[position + 2];
            if (became == Done)
            {
                changed.Add(change);
                change.Done?.Add(change.Claim.TaskId);
                continue;
            }

            if (change.Done is not null)
            {
                outcome.Superseded.Add(change.Claim.TaskId);
            }

            if (became != Popped)
            {
                mirror.Doubt();
            }
        }

        if (changed.Count > 0)
        {
            mirror.Changed(changed, terms.Current, (long)reply[1]);
        }
    }
}
