using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Claims and pushes a group's new tasks, in batches. While Redis works on some, the next is encoded.</summary>
internal static class EnqueueStep
{
    private const int MaxInFlight = 4;

    public static async Task RunAsync(
        IDatabase database, QueueKeys keys, GroupCache mirror, GroupPlan plan, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        var inFlight = new Queue<(EnqueueBatch Batch, Task<RedisResult> Reply)>();
        var tasks = PushEnd.InOrder(plan.Enqueue, task => task.IsUrgent);
        var spare = new Stack<EnqueueBatch>();
        Exception? fault = null;
        var next = 0;
        mirror.MakeRoom(tasks.Count);
        while (true)
        {
            var more = next < tasks.Count && fault is null && !outcome.IsRefused && !cancellationToken.IsCancellationRequested;
            if (more && inFlight.Count < MaxInFlight)
            {
                var batch = spare.TryPop(out var used) ? used : new EnqueueBatch();
                next = batch.Fill(tasks, next, plan.GroupId, mirror.Time, terms);
                inFlight.Enqueue((batch, database.ScriptEvaluateAsync(LuaScripts.Enqueue, keys.All, batch.Arguments)));
                continue;
            }

            if (!inFlight.TryDequeue(out var oldest))
            {
                break;
            }

            try
            {
                Note((RedisResult[])(await oldest.Reply.ConfigureAwait(false))!, oldest.Batch, mirror, terms, outcome);
                spare.Push(oldest.Batch);
            }
            catch (Exception exception) when (RedisFault.Is(exception))
            {
                fault ??= exception;
            }
        }

        if (fault is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }
    }

    private static void Note(RedisResult[] reply, EnqueueBatch batch, GroupCache mirror, LeaderTerms terms, GroupResultBuilder outcome)
    {
        if (LeaderTerms.Refuse(reply, outcome))
        {
            return;
        }

        var skipped = new HashSet<int>(reply.Skip(2).Select(position => (int)position));
        var pushed = new List<Claim>(batch.Claims.Count);
        for (var position = 0; position < batch.Claims.Count; position++)
        {
            var claim = batch.Claims[position];
            if (skipped.Contains(position))
            {
                outcome.Duplicates.Add(claim.TaskId);
                mirror.Expect(claim.TaskId);
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
            mirror.Enqueued(pushed, batch.IsUrgent, terms.Current, (long)reply[1]);
        }
    }
}
