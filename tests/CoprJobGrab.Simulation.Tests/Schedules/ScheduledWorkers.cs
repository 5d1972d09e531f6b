namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Workers at a real Redis whose leases end by the schedule's clock: Redis compares them with its own.</summary>
internal sealed class ScheduledWorkers(IWorkerQueue inner, TimeProvider time) : IWorkerQueue
{
    public ValueTask<TakenBuild?> TakeAsync(string groupId, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.TakeAsync(groupId, lease, cancellationToken);

    public ValueTask<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.RenewAsync(build with { LeasedUntil = build.LeasedUntil + (TimeProvider.System.GetUtcNow() - time.GetUtcNow()) }, lease, cancellationToken);

    public ValueTask<bool> FinishAsync(TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken) =>
        inner.FinishAsync(build, reason, cancellationToken);
}
