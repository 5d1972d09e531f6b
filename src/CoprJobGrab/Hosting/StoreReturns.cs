namespace CoprJobGrab.Hosting;

/// <summary>Tells the loops when the store of the queues is back, so that none waits out a pause after a failure that is over.</summary>
internal sealed class StoreReturns
{
    private TaskCompletionSource _next = Make();

    /// <summary>Completes when the store comes back the next time.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>The store is back.</summary>
    public void Tell() => Interlocked.Exchange(ref _next, Make()).TrySetResult();

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
