using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>The lists and the claims on Redis.</summary>
internal sealed class RedisStore(RedisConnection connection, GrabberName? name = null) : IClaimStore
{
    private readonly GrabberName _name = name ?? GrabberName.None;
    private readonly RedisKey _registry = QueueKeys.RegistryOf(name ?? GrabberName.None);

    public bool IsShared => true;

    public ValueTask ConnectAsync(CancellationToken cancellationToken) =>
        new(connection.AskAsync("Connecting", static _ => Task.FromResult(true), cancellationToken));

    public Task<IReadOnlyList<string>> RegisteredAsync() => AskAsync<IReadOnlyList<string>>("Reading", async database =>
        [.. (await database.SetMembersAsync(_registry).ConfigureAwait(false)).Select(member => (string)member!).Where(BuilderGroup.IsValidId)]);

    public Task RegisterAsync(IReadOnlyList<string> groupIds) =>
        AskAsync("Writing", database => database.SetAddAsync(_registry, [.. groupIds.Select(groupId => (RedisValue)groupId)]));

    public Task UnregisterAsync(string groupId) => AskAsync("Writing", database => database.SetRemoveAsync(_registry, groupId));

    public IGroupStore Group(string groupId) => new RedisGroupStore(groupId, connection, _name);

    public void Hint(string groupId) => connection.Publish(QueueKeys.Hints, groupId);

    public async Task<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.SubscribeAsync(QueueKeys.Hints, heard, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, "Listening for hints", connection);
        }
    }

    /// <summary>Where the queues are.</summary>
    public override string ToString() => $"on Redis {connection.Endpoints}";

    private Task<T> AskAsync<T>(string what, Func<IDatabase, Task<T>> ask) =>
        connection.AskAsync($"{what} the registry of groups (key {_registry})", ask, CancellationToken.None);
}
