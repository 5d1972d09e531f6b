using System.Diagnostics.CodeAnalysis;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Memory;

namespace CoprJobGrab;

/// <summary>
/// The queues in the memory of this process: the default, and good for a host that runs the builds itself. Their content ends with the process.
/// </summary>
public sealed class InMemoryBuildQueue : DelegatingBuildQueue
{
    private readonly InMemoryStore _store;
    private readonly ClaimQueue _queue;

    /// <summary>Makes the queues.</summary>
    /// <param name="groupIds">The builder groups that are observed from the start; others join when something is first written to them.</param>
    public InMemoryBuildQueue(params IEnumerable<string> groupIds) : this(new InMemoryStore(TimeProvider.System), groupIds)
    {
    }

    /// <summary>Makes the queues, by a clock of the caller's.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="groupIds">The builder groups that are observed from the start.</param>
    public InMemoryBuildQueue(TimeProvider time, params IEnumerable<string> groupIds) : this(new InMemoryStore(time), groupIds)
    {
    }

    /// <summary>Makes queues over the lists and claims of others, as the next process has them on Redis: what the others remember is not known here.</summary>
    /// <param name="other">The queues whose lists and claims these are.</param>
    /// <param name="groupIds">The builder groups that are observed from the start.</param>
    public InMemoryBuildQueue(InMemoryBuildQueue other, params IEnumerable<string> groupIds) : this(StoreOf(other), groupIds)
    {
    }

    internal InMemoryBuildQueue(InMemoryStore store, IEnumerable<string> groupIds) : this(store, QueueOver(store, groupIds))
    {
    }

    private InMemoryBuildQueue(InMemoryStore store, ClaimQueue queue) : base(queue) =>
        (_store, _queue, Workers) = (store, queue, new WorkerQueue(store));

    /// <summary>The workers' half of these queues.</summary>
    public IWorkerQueue Workers { get; }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var group in plan.Groups.Where(group => _store.Add(group.GroupId)))
        {
            await _queue.JoinAsync(group.GroupId).ConfigureAwait(false);
        }

        return await _queue.ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the task that has waited longest, as a worker's <c>RPOP</c> does. Its claim stays.</summary>
    /// <param name="groupId">The builder group.</param>
    /// <param name="envelope">The retask envelope; <see cref="RetaskEnvelope.Read"/> opens it.</param>
    /// <returns>False when nothing waits.</returns>
    public bool TryPop(string groupId, [NotNullWhen(true)] out ReadOnlyMemory<byte> envelope)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        lock (_store.Gate)
        {
            var popped = _store.Groups.GetValueOrDefault(groupId)?.Waiting.Pop();
            envelope = popped?.Bytes ?? default;
            return popped is not null;
        }
    }

    private static InMemoryStore StoreOf(InMemoryBuildQueue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._store;
    }

    private static ClaimQueue QueueOver(InMemoryStore store, IEnumerable<string> groupIds)
    {
        ArgumentNullException.ThrowIfNull(groupIds);
        return new ClaimQueue(store, [.. groupIds], store.Time);
    }
}
