using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Enqueues in batches, some of them in flight: while Redis works on these, the next is encoded.</summary>
internal static class EnqueueWindow
{
    private const int MaxInFlight = 4;

    public static async Task RunAsync(
        IDatabase database, string groupId, QueueKeys keys, IReadOnlyList<EnqueuedTask> tasks, DateTimeOffset now, LeaderTerms terms,
        Action<EnqueuedBatch> written, CancellationToken cancellationToken)
    {
        var inFlight = new Queue<(EnqueueArguments Arguments, Task<RedisResult> Reply)>();
        var spare = new Stack<EnqueueArguments>();
        Exception? fault = null;
        var isRefused = false;
        var next = 0;
        while (true)
        {
            var more = next < tasks.Count && fault is null && !isRefused && !cancellationToken.IsCancellationRequested;
            if (more && inFlight.Count < MaxInFlight)
            {
                var arguments = spare.TryPop(out var used) ? used : new EnqueueArguments();
                next = arguments.Fill(tasks, next, groupId, now, terms);
                inFlight.Enqueue((arguments, database.ScriptEvaluateAsync(LuaScripts.Enqueue, keys.All, arguments.Values)));
                continue;
            }

            if (!inFlight.TryDequeue(out var oldest))
            {
                break;
            }

            try
            {
                var answer = ScriptReply.Of(await oldest.Reply.ConfigureAwait(false));
                isRefused |= answer.IsRefused;
                written(new EnqueuedBatch(oldest.Arguments.Claims, oldest.Arguments.IsUrgent, answer));
                spare.Push(oldest.Arguments);
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
}
