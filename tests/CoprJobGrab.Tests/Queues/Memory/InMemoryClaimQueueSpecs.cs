namespace CoprJobGrab.Tests.Queues;

public class InMemoryClaimQueueSpecs : ClaimQueueContract
{
    private readonly InMemoryStore _store = new(TimeProvider.System);

    internal override Task<IBuildQueue> GrabberAsync(params string[] groups) => Task.FromResult<IBuildQueue>(new InMemoryBuildQueue(_store, groups));

    internal override IWorkerQueue Worker() => new WorkerQueue(_store);

    protected override Task<string?> TakeAsync(string groupId) => Task.FromResult(_store.Groups[groupId].Waiting.Pop()?.TaskId);

    protected override Task LoseAsync(bool claimsOnly)
    {
        if (!claimsOnly)
        {
            _store.Registry.Clear();
        }

        foreach (var (groupId, group) in _store.Groups.ToList())
        {
            group.LoseClaims();
            if (!claimsOnly)
            {
                _store.Groups[groupId] = new InMemoryGroup { Incarnation = null };
            }
        }

        return Task.CompletedTask;
    }
}
