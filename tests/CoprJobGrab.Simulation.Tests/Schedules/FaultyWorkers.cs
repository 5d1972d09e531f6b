namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The workers' half in memory with a deliberate fault.</summary>
internal sealed class FaultyWorkers(Fault fault, InMemoryStore store) : IWorkerQueue
{
    private readonly WorkerQueue _inner = new(store);

    public async ValueTask<TakenBuild?> TakeAsync(string groupId, TimeSpan lease, CancellationToken cancellationToken)
    {
        var taken = await _inner.TakeAsync(groupId, lease, cancellationToken);
        if (taken is not null)
        {
            fault.AfterTake(store, taken);
        }

        return taken;
    }

    public async ValueTask<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease, CancellationToken cancellationToken)
    {
        fault.BeforeRenew(store, build);
        return fault.AfterRenew(await _inner.RenewAsync(build, lease, cancellationToken));
    }

    public ValueTask<bool> FinishAsync(TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken) =>
        _inner.FinishAsync(build, reason, cancellationToken);
}
