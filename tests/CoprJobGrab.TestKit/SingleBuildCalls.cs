namespace CoprJobGrab.TestKit;

/// <summary>The calls of a worker that has one build at a time.</summary>
internal static class SingleBuildCalls
{
    public static async ValueTask<TakenBuild?> TakeAsync(this IWorkerQueue queue, string groupId, TimeSpan lease, CancellationToken cancellationToken) =>
        (await queue.TakeAsync([groupId], 1, lease, cancellationToken)).SingleOrDefault();

    public static async ValueTask<TakenBuild?> RenewAsync(this IWorkerQueue queue, TakenBuild build, TimeSpan lease, CancellationToken cancellationToken) =>
        (await queue.RenewAsync([build], lease, cancellationToken)).Single();

    public static async ValueTask<bool> FinishAsync(this IWorkerQueue queue, TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken) =>
        (await queue.FinishAsync(
            [
                (build, reason switch
                {
                    ReleaseReason.Finished => new BuildRelease.Finished(),
                    ReleaseReason.Cancelled => new BuildRelease.Cancelled(),
                    ReleaseReason.Rescheduled => new BuildRelease.GivenBack(),
                    ReleaseReason.Interrupted => new BuildRelease.Interrupted(),
                    _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No worker says so."),
                }),
            ],
            cancellationToken)).Single();
}
