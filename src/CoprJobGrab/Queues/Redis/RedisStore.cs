using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>The lists and the claims on Redis.</summary>
internal sealed class RedisStore(RedisConnection connection) : IClaimStore
{
    public bool IsShared => true;

    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, "Connecting", connection);
        }
    }

    public Task<IReadOnlyList<string>> RegisteredAsync() => CallAsync<IReadOnlyList<string>>("Reading", async database =>
        [.. (await database.SetMembersAsync(QueueKeys.Registry).ConfigureAwait(false)).Select(member => (string)member!).Where(BuilderGroup.IsValidId)]);

    public Task RegisterAsync(IReadOnlyList<string> groupIds) =>
        CallAsync("Writing", database => database.SetAddAsync(QueueKeys.Registry, [.. groupIds.Select(groupId => (RedisValue)groupId)]));

    public Task UnregisterAsync(string groupId) => CallAsync("Writing", database => database.SetRemoveAsync(QueueKeys.Registry, groupId));

    public IGroupStore Group(string groupId) => new RedisGroupStore(groupId, connection);

    /// <summary>Where the queues are.</summary>
    public override string ToString() => $"on Redis {connection.Endpoints}";

    private async Task<T> CallAsync<T>(string what, Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(await connection.DatabaseAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, $"{what} the registry of groups (key {QueueKeys.Registry})", connection);
        }
    }
}
