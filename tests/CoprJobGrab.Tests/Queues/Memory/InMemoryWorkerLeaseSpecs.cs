namespace CoprJobGrab.Tests.Queues;

public class InMemoryWorkerLeaseSpecs : WorkerLeaseContract
{
    private readonly InMemoryStore _store = new(TimeProvider.System);

    internal override Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync() =>
        Task.FromResult<(IBuildQueue, IWorkerQueue)>((new InMemoryBuildQueue(_store, ["0"]), new WorkerQueue(_store)));

    protected override Task LoseMarksAsync()
    {
        _store.Groups["0"].Marks.Clear();
        return Task.CompletedTask;
    }

    protected override Task LoseReportsAsync()
    {
        _store.Groups["0"].Reports.Clear();
        return Task.CompletedTask;
    }

    protected override Task LoseClaimsAsync()
    {
        _store.Groups["0"].LoseClaims();
        return Task.CompletedTask;
    }

    protected override Task<string?> PopAsync() => Task.FromResult(_store.Groups["0"].Waiting.Pop()?.TaskId);
}
