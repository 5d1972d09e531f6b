namespace CoprJobGrab.BuildWorker;

/// <summary>
/// Whether the worker takes builds. When a log cannot be written, it takes none any more, and the program ends when the running ones have ended.
/// </summary>
internal sealed class Taking : IDisposable
{
    private readonly CancellationTokenSource _isOver = new();
    private int _running;
    private volatile bool _hasEnded;

    /// <summary>Cancelled when the program is to end.</summary>
    public CancellationToken IsOver => _isOver.Token;

    public bool HasEnded => _hasEnded;

    public IWorkerQueue Before(IWorkerQueue queue) => new Queue(queue, this);

    public void Begin() => Interlocked.Increment(ref _running);

    public void End()
    {
        if (Interlocked.Decrement(ref _running) == 0 && _hasEnded)
        {
            _isOver.Cancel();
        }
    }

    /// <summary>Takes nothing any more. Somebody who runs a build says so, and its end ends the program.</summary>
    public void Stop() => _hasEnded = true;

    public void Dispose() => _isOver.Dispose();

    private sealed class Queue(IWorkerQueue inner, Taking taking) : DelegatingWorkerQueue(inner)
    {
        public override ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(
            IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken) =>
            taking.HasEnded ? ValueTask.FromResult<IReadOnlyList<TakenBuild>>([]) : base.TakeAsync(groupIds, most, lease, cancellationToken);
    }
}
