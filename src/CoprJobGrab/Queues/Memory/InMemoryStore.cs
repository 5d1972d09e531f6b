using System.Collections.Concurrent;
using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>The lists and the claims of all groups in memory, for one grabber or for several that share them.</summary>
internal sealed class InMemoryStore(TimeProvider time) : IClaimStore
{
    private readonly ConcurrentDictionary<Listener, bool> _listeners = [];

    public Lock Gate { get; } = new();

    /// <summary>Every group that was ever asked for, by its id.</summary>
    public SortedDictionary<string, InMemoryGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the groups that were ever led.</summary>
    public SortedSet<string> Registry { get; } = new(StringComparer.Ordinal);

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The end of a lease that begins now: in milliseconds, as marks have it.</summary>
    public DateTimeOffset EndOf(TimeSpan lease) => DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds() + (long)lease.TotalMilliseconds);

    public bool IsShared => false;

    public ValueTask ConnectAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task<IReadOnlyList<string>> RegisteredAsync()
    {
        lock (Gate)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. Registry]);
        }
    }

    public Task RegisterAsync(IReadOnlyList<string> groupIds)
    {
        lock (Gate)
        {
            Registry.UnionWith(groupIds);
        }

        return Task.CompletedTask;
    }

    public Task UnregisterAsync(string groupId)
    {
        lock (Gate)
        {
            Registry.Remove(groupId);
        }

        return Task.CompletedTask;
    }

    public void Hint(string groupId)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Heard(groupId);
        }
    }

    public Task<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken)
    {
        var listener = new Listener(heard, this);
        _listeners[listener] = true;
        return Task.FromResult<IAsyncDisposable>(listener);
    }

    IGroupStore IClaimStore.Group(string groupId) => new InMemoryGroupStore(this, groupId);

    /// <summary>Adds a group that nobody has asked for before, without claims; false when it is there.</summary>
    public bool Add(string groupId)
    {
        lock (Gate)
        {
            return Groups.TryAdd(groupId, new InMemoryGroup { Incarnation = null });
        }
    }

    /// <summary>The group as it is kept. Its user holds the lock.</summary>
    public InMemoryGroup Group(string groupId)
    {
        if (!Groups.TryGetValue(groupId, out var group))
        {
            Groups[groupId] = group = new InMemoryGroup();
        }

        return group;
    }

    /// <summary>Where the queues are.</summary>
    public override string ToString() => "in memory";

    private sealed class Listener(Action<string> heard, InMemoryStore store) : IAsyncDisposable
    {
        public Action<string> Heard => heard;

        public ValueTask DisposeAsync()
        {
            store._listeners.TryRemove(this, out _);
            return ValueTask.CompletedTask;
        }
    }
}
