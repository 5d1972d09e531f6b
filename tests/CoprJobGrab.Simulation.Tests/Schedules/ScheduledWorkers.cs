namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Workers at a real Redis whose leases end by the schedule's clock: Redis compares them with its own.</summary>
internal sealed class ScheduledWorkers(IWorkerQueue inner, TimeProvider time) : DelegatingWorkerQueue(inner)
{
    public override ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(
        IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken) => base.RenewAsync(
        [.. builds.Select(ByRedis)], lease, cancellationToken);

    public override ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
        IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken) => base.EndAsync(
        [.. builds.Select(ended => ended with { Build = ByRedis(ended.Build) })], teller, lease, cancellationToken);

    private TakenBuild ByRedis(TakenBuild build) => build with { LeasedUntil = build.LeasedUntil + (TimeProvider.System.GetUtcNow() - time.GetUtcNow()) };
}
