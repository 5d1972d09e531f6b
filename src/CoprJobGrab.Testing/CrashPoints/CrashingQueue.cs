using CoprJobGrab.Model;
using CoprJobGrab.Queues;

namespace CoprJobGrab.Testing;

/// <summary>The steps around a queue. It passes on what the library's own queues can do beyond the seam.</summary>
internal sealed class CrashingQueue(IBuildQueue inner, CrashPoints points) : IClaimQueue
{
    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) =>
        points.CallAsync("ObserveAsync", () => inner.ObserveAsync(cancellationToken));

    public ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        points.CallAsync("ApplyAsync", () => inner.ApplyAsync(plan, cancellationToken));

    public ValueTask LeadAsync(long epoch, CancellationToken cancellationToken) =>
        inner is IClaimQueue queue ? points.CallAsync("LeadAsync", () => queue.LeadAsync(epoch, cancellationToken)) : ValueTask.CompletedTask;

    public void WentBack() => (inner as IClaimQueue)?.WentBack();

    public void Configure(IReadOnlyCollection<string> groupIds) => (inner as IClaimQueue)?.Configure(groupIds);

    public ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) =>
        points.CallAsync("LookAsync", () => inner is IClaimQueue queue ? queue.LookAsync(cancellationToken) : inner.ObserveAsync(cancellationToken));

    public ValueTask<int> ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken) =>
        inner is IClaimQueue queue ? points.CallAsync("ReleaseAsync", () => queue.ReleaseAsync(releases, cancellationToken)) : ValueTask.FromResult(0);

    public QueuePlace? PlaceOf(Claim claim) => (inner as IClaimQueue)?.PlaceOf(claim);

    public override string ToString() => $"{inner}";
}
