namespace CoprJobGrab.Leadership;

/// <summary>Renews a lease at regular intervals from its start to its disposal, so that a long cycle does not lose the lead.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    /// <summary>Where a lease cannot be renewed, that is left to the next cycle, which asks again and tells.</summary>
    public LeaseRenewal(TimeSpan every, Func<CancellationToken, ValueTask> renew, TimeProvider time) => _renewing = RenewAsync(every, renew, time);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    public void Dispose() => _end.Cancel();

    private async Task RenewAsync(TimeSpan every, Func<CancellationToken, ValueTask> renew, TimeProvider time)
    {
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
        {
            await renew(_end.Token).ConfigureAwait(false);
        }
    }
}
