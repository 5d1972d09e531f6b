namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Workers at a real Redis whose leases end by the schedule's clock: Redis compares them with its own.</summary>
internal sealed class ScheduledWorkers(IWorkerQueue inner, TimeProvider time) : DelegatingWorkerQueue(inner)
{
    public override ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(
        IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken) => base.RenewAsync(
        [.. builds.Select(build => build with { LeasedUntil = build.LeasedUntil + (TimeProvider.System.GetUtcNow() - time.GetUtcNow()) })], lease,
        cancellationToken);
}
