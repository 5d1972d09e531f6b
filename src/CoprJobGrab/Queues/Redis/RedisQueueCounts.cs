using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Counts the queues on Redis: two round trips, each of whose scripts looks at its group's marks and at no more claims than are released.</summary>
internal sealed class RedisQueueCounts(RedisConnection connection, GrabberName name) : IQueueCounts
{
    private readonly RedisStore _store = new(connection, name);

    public async ValueTask<IReadOnlyList<GroupStatus>> CountAsync(
        IEnumerable<string> configured, IReadOnlyDictionary<string, GroupPicture> before, CancellationToken cancellationToken)
    {
        await _store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var known = await _store.RegisteredAsync().ConfigureAwait(false);
        var counted = await Task.WhenAll(known.Union(configured, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(groupId => CountAsync(groupId, known.Contains(groupId), before.GetValueOrDefault(groupId)))).ConfigureAwait(false);
        return counted.Length > 0 && Array.TrueForAll(counted, group => group.Fault is not null && group.Status.IsKnown)
            ? throw counted[0].Fault!
            : [.. counted.Select(group => group.Status with { Fault = group.Fault?.Message })];
    }

    private async Task<(GroupStatus Status, BuildQueueException? Fault)> CountAsync(string groupId, bool isRegistered, GroupPicture? before)
    {
        var keys = new QueueKeys(groupId);
        var parked = before?.Parked ?? 0;
        try
        {
            var database = await connection.DatabaseAsync(CancellationToken.None).ConfigureAwait(false);
            var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Count, keys.All).ConfigureAwait(false))!;
            var numbers = Array.ConvertAll(reply[..5], number => (long)number);
            var (waiting, claims, released, unparked, epoch) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
            if (GroupOfOtherException.ForOperator(groupId, name, (string?)reply[5] ?? "", epoch) is { } other)
            {
                return (new GroupStatus(groupId, 0, 0, 0), other);
            }

            var stillParked = Math.Max(0, parked - unparked);
            // Elements that nobody has claimed yet wait too.
            return (new GroupStatus(groupId, waiting, Math.Max(0, claims - waiting - released - stillParked), stillParked)
            {
                IsKnown = isRegistered || epoch != 0,
            }, null);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            return (new GroupStatus(groupId, before?.Waiting ?? 0, before?.Taken ?? 0, parked) { IsKnown = true },
                RedisFault.Explain(fault, $"Counting builder group '{groupId}' (keys {keys.List}, {keys.Claims}, {keys.Marks})", connection));
        }
    }
}
