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

    public Task<WriteAnswer> ChangeAsync(IReadOnlyList<ClaimChange> changes, SeenList seen, LeaderTerms terms) =>
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

    public Task<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, SeenList seen) =>
        CallAsync(group => InMemoryMarkWrites.Command(group, commands, seen.Version));

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> OldestAsync(int most) =>
        CallAsync<IReadOnlyList<ReadOnlyMemory<byte>>>(group => [.. group.Waiting.Oldest.Take(most).Select(element => element.Bytes)]);

    public Task<(int Popped, IReadOnlyList<TakenBuild> Taken)> TakeAsync(
        IReadOnlyList<(WaitingElement? Build, ReadOnlyMemory<byte> Element)> oldest, TimeSpan lease) =>
        CallAsync(group => InMemoryWorkerWrites.Take(group, groupId, oldest, store.Now, store.EndOf(lease)));

    public Task<IReadOnlyList<TakenBuild?>> RenewAsync(IReadOnlyList<TakenBuild> builds, TimeSpan lease) =>
        CallAsync<IReadOnlyList<TakenBuild?>>(
            group => [.. builds.Select(build => InMemoryWorkerWrites.Renew(group, build, store.Now, store.EndOf(lease)))]);

    public Task<IReadOnlyList<TakenBuild?>> EndAsync(IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease) =>
        CallAsync<IReadOnlyList<TakenBuild?>>(
            group => [.. builds.Select(ended => InMemoryWorkerWrites.End(group, ended, teller, store.Now, store.EndOf(lease)))]);

    public Task<IReadOnlyList<EndedBuild>> UntoldAsync(string teller, TimeSpan lease) =>
        CallAsync(group => InMemoryWorkerWrites.Untold(group, groupId, teller, store.Now, store.EndOf(lease)));

    public Task<IReadOnlyList<bool>> FinishAsync(IReadOnlyList<(TakenBuild Build, ReleaseWords Release)> builds) =>
        CallAsync<IReadOnlyList<bool>>(group => [.. builds.Select(end => InMemoryWorkerWrites.Finish(group, end.Build, end.Release, store.Now))]);

    public BuildQueueException Explain(Exception fault, string what) => new($"{what} builder group '{groupId}' failed in memory: {fault.Message}", fault);

    private Task<T> CallAsync<T>(Func<InMemoryGroup, T> call)
    {
        lock (store.Gate)
        {
            return Task.FromResult(call(store.Group(groupId)));
        }
    }
}
