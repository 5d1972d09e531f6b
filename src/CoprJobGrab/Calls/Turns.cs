namespace CoprJobGrab.Calls;

/// <summary>Lets one caller in at a time; the others wait.</summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <returns>Is disposed at the end of the turn.</returns>
    public async ValueTask<End> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new End(_free);
    }

    /// <returns>Null when another has the turn.</returns>
    public End? TryTake() => _free.Wait(0) ? new End(_free) : null;

    /// <summary>Takes a step in a turn of its own.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var end = await TakeAsync(cancellationToken).ConfigureAwait(false);
        return await step(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _free.Dispose();

    internal readonly struct End(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
