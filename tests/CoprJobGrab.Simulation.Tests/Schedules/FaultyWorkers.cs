namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The workers' half in memory with a deliberate fault.</summary>
internal sealed class FaultyWorkers(Fault fault, InMemoryStore store) : DelegatingWorkerQueue(new WorkerQueue(store))
{
    public override async ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(
        IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        var taken = await base.TakeAsync(groupIds, most, lease, cancellationToken);
        foreach (var build in taken)
        {
            fault.AfterTake(store, build);
        }

        return taken;
    }

    public override async ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(
        IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken)
    {
        foreach (var build in builds)
        {
            fault.BeforeRenew(store, build);
        }

        return [.. (await base.RenewAsync(builds, lease, cancellationToken)).Select(fault.AfterRenew)];
    }

    public override async ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
        IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken)
    {
        var ended = await base.EndAsync(builds, teller, lease, cancellationToken);
        foreach (var build in ended.OfType<TakenBuild>())
        {
            fault.AfterEnd(store, build);
        }

        return ended;
    }
}
