namespace CoprJobGrab.Calls;

/// <summary>A token that is cancelled when the time is over or a stop comes, and that knows which of them it was.</summary>
/// <remarks>
/// It is used instead of a <see cref="CancellationTokenSource"/> with a delay because that one runs what others registered with the token on the timer's
/// thread, where an exception of theirs ends the process.
/// </remarks>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stop;
    private volatile bool _passed;

    public Deadline(TimeSpan span, TimeProvider time, CancellationToken stop)
    {
        _timer = time.CreateTimer(_ => Pass(), null, span, Timeout.InfiniteTimeSpan);
        _stop = stop.UnsafeRegister(deadline => _ = ((Deadline)deadline!).CancelAsync(), this);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>True when the time was over.</summary>
    public bool Passed => _passed;

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Pass()
    {
        _passed = true;
        _ = CancelAsync();
    }

    private async Task CancelAsync() => await _source.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
