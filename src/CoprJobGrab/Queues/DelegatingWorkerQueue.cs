namespace CoprJobGrab;

/// <summary>
/// The workers' half of a queue that stands before another one and passes every call on. A class that derives from it overrides the calls that it is about.
/// </summary>
/// <param name="inner">The queue that it stands before.</param>
public abstract class DelegatingWorkerQueue(IWorkerQueue inner) : IWorkerQueue
{
    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(
        IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.TakeAsync(groupIds, most, lease, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(
        IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.RenewAsync(builds, lease, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
        IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.EndAsync(builds, teller, lease, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<EndedBuild>> UntoldAsync(
        IReadOnlyList<string> groupIds, string teller, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.UntoldAsync(groupIds, teller, lease, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<bool>> FinishAsync(
        IReadOnlyList<(TakenBuild Build, BuildRelease Release)> builds, CancellationToken cancellationToken) =>
        inner.FinishAsync(builds, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken) =>
        inner.ListenAsync(heard, cancellationToken);
}
