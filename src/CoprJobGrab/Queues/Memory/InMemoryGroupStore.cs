using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Memory;

/// <summary>One builder group in memory: each call holds the lock of the store.</summary>
internal sealed class InMemoryGroupStore(InMemoryStore store, string groupId) : IGroupStore
{
    public string List => BuilderGroup.QueueNameOf(groupId);

    public Task<long> StampAsync(long epoch) => CallAsync(group => InMemoryLeaderWrites.Stamp(group, epoch));

    public Task<GroupProbe> ProbeAsync() => CallAsync(group => group.Probe(store.Now));

    public Task<List<Guid>> NamesAsync(CancellationToken cancellationToken) => CallAsync(group => group.Waiting.Select(element => element.Name).ToList());

    public Task<List<(Guid Name, ReadOnlyMemory<byte> Element)>> ElementsAsync(CancellationToken cancellationToken) =>
        CallAsync(group => group.Waiting.Select(element => (element.Name, element.Bytes)).ToList());

    public Task<StoredClaims> ClaimsAsync(CancellationToken cancellationToken) =>
        CallAsync(group => new StoredClaims(group.Incarnation, group.Version, new Dictionary<string, Claim>(group.Claims, StringComparer.Ordinal)));

    public Task<WriteAnswer> AdoptAsync(OrphanRepair repair, LeaderTerms terms) => CallAsync(group => InMemoryLeaderWrites.Adopt(group, repair, terms));

    public Task<WriteAnswer> ChangeAsync(IReadOnlyList<ClaimChange> changes, LeaderTerms terms) =>
        CallAsync(group => InMemoryLeaderWrites.Change(group, changes, terms));

    public async Task EnqueueAsync(
        IReadOnlyList<EnqueuedTask> tasks, DateTimeOffset now, LeaderTerms terms, Action<EnqueuedBatch> written, CancellationToken cancellationToken)
    {
        foreach (var batch in tasks.GroupBy(task => task.IsUrgent).SelectMany(end => end.Chunk(EnqueuedBatch.MaxTasks)))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var urns = new Guid[batch.Length];
            Urns.Fill(urns);
            var claims = batch.Select(
                (task, position) => new Claim(task.TaskId, groupId, urns[position], 1, ClaimState.Waiting, task.Limits) { QueuedAt = now }).ToList();
            var answer = await CallAsync(group => InMemoryLeaderWrites.Enqueue(group, batch, claims, terms)).ConfigureAwait(false);
            written(new EnqueuedBatch(claims, batch[0].IsUrgent, answer));
            if (answer.IsRefused)
            {
                return;
            }
        }
    }

    public Task RemoveConfirmationAsync() => CallAsync(group => group.Marks.Remove(""));

    public Task<int> CommandAsync(IEnumerable<ClaimCommand> commands, CancellationToken cancellationToken) =>
        CallAsync(group => InMemoryMarkWrites.Command(group, [.. commands]));

    public Task<ReadOnlyMemory<byte>?> NextAsync() => CallAsync(group => group.Waiting.Next?.Bytes);

    public Task DropAsync(ReadOnlyMemory<byte> element) => CallAsync(group =>
        group.Waiting.LastOrDefault(other => other.Bytes.Span.SequenceEqual(element.Span)) is { } found
            && group.Waiting.Remove(new HashSet<InMemoryElement> { found }));

    public Task<TakenBuild?> TakeAsync(WaitingElement waiting, ReadOnlyMemory<byte> element, TimeSpan lease) =>
        CallAsync(group => InMemoryMarkWrites.Take(group, groupId, waiting, element, store.EndOf(lease)));

    public Task<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease) =>
        CallAsync(group => InMemoryMarkWrites.Renew(group, build, store.Now, store.EndOf(lease)));

    public Task<bool> FinishAsync(TakenBuild build, ReleaseReason reason) => CallAsync(group => InMemoryMarkWrites.Finish(group, build, reason));

    public BuildQueueException Explain(Exception fault, string what) => new($"{what} builder group '{groupId}' failed in memory: {fault.Message}", fault);

    private Task<T> CallAsync<T>(Func<InMemoryGroup, T> call)
    {
        lock (store.Gate)
        {
            return Task.FromResult(call(store.Group(groupId)));
        }
    }
}
