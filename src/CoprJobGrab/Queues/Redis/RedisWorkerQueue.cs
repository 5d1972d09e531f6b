using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>The workers' half on Redis.</summary>
internal sealed class RedisWorkerQueue(RedisConnection connection) : IWorkerQueue
{
    private const int Taken = 2;

    public ValueTask<TakenBuild?> TakeAsync(string groupId, TimeSpan lease, CancellationToken cancellationToken) => CallAsync("Taking a task of", groupId, async (database, keys) =>
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var element = await database.ListGetByIndexAsync(keys.List, -1).ConfigureAwait(false);
            if (element.IsNull)
            {
                return null;
            }

            if (WaitingElement.Read((ReadOnlyMemory<byte>)element) is not { } waiting)
            {
                // What is no build is nothing for a worker of builds, and must not block what stands behind it.
                await database.ListRemoveAsync(keys.List, element, -1).ConfigureAwait(false);
                continue;
            }

            RedisValue[] arguments = [TaskIdText.Bytes(waiting.TaskId), ElementDigest.Of((ReadOnlyMemory<byte>)element), (long)lease.TotalMilliseconds];
            var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Take, keys.All, arguments).ConfigureAwait(false))!;
            if ((int)reply[0] == Taken)
            {
                return new TakenBuild(groupId, waiting.TaskId, Guid.Parse((string)reply[2]!), (int)reply[1], waiting.Data, Incarnation(reply[3]), Moment(reply[4]));
            }
        }
    }, cancellationToken);

    public ValueTask<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease, CancellationToken cancellationToken) => CallAsync("Renewing a lease of", build.GroupId, async (database, keys) =>
    {
        var until = build.LeasedUntil.ToUnixTimeMilliseconds();
        RedisValue[] arguments = [TaskIdText.Bytes(build.TaskId), build.Urn.ToString("D"), build.Attempt, (long)lease.TotalMilliseconds, build.Incarnation ?? "", until];
        var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Renew, keys.All, arguments).ConfigureAwait(false))!;
        return (int)reply[0] == 0
            ? null
            : build with
            {
                Urn = Guid.Parse((string)reply[1]!), Attempt = (int)reply[2], Incarnation = Incarnation(reply[3]), LeasedUntil = Moment(reply[4]), IsCancelled = (int)reply[5] == 1,
            };
    }, cancellationToken);

    public ValueTask<bool> FinishAsync(TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken) => CallAsync("Finishing a task of", build.GroupId, async (database, keys) =>
    {
        RedisValue[] arguments = [TaskIdText.Bytes(build.TaskId), build.Urn.ToString("D"), build.Attempt, reason.ToString()];
        return (int)await database.ScriptEvaluateAsync(LuaScripts.Finish, keys.All, arguments).ConfigureAwait(false) == 1;
    }, cancellationToken);

    private static string? Incarnation(RedisResult reply) => (string?)reply is { Length: > 0 } incarnation ? incarnation : null;

    private static DateTimeOffset Moment(RedisResult reply) => DateTimeOffset.FromUnixTimeMilliseconds((long)reply);

    private async ValueTask<T> CallAsync<T>(string what, string groupId, Func<IDatabase, QueueKeys, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false), new QueueKeys(groupId)).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, $"{what} builder group '{groupId}'", connection);
        }
    }
}
