using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Model;

namespace CoprJobGrab.TaskEnds;

/// <summary>Tells the frontend which builds to list again, a few at a time, each again and again until it has taken it. Holds no cycle up.</summary>
/// <param name="reporter">Tells it.</param>
/// <param name="events">Hears of failures.</param>
/// <param name="pauses">Between two tries.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">How many builds are outstanding at most: a frontend may be away for days, and anybody can publish.</param>
internal sealed class RescheduleOutbox(IFrontendReporter reporter, EventHub events, Pauses pauses, TimeProvider time, int capacity = TaskEndBuffer.DefaultCapacity) : IDisposable
{
    private const int MaxCalls = 4;

    private readonly SemaphoreSlim _calls = new(MaxCalls);
    private readonly Lock _lock = new();
    private List<Release> _taken = [];
    private CancellationTokenSource _stop = new();
    private int _goingOn;

    /// <summary>How many builds the frontend has not taken yet.</summary>
    public int GoingOn => Volatile.Read(ref _goingOn);

    /// <param name="build">The build.</param>
    /// <param name="release">What is to end when the frontend has taken it; null when the task has no claim.</param>
    /// <returns>False when too many are outstanding, so that the frontend is not told.</returns>
    public bool TryTell(BuildChroot build, Release? release)
    {
        if (GoingOn >= capacity)
        {
            return false;
        }

        Interlocked.Increment(ref _goingOn);
        var stop = _stop.Token;
        _ = Task.Run(() => TellAsync(build, release, stop), CancellationToken.None);
        return true;
    }

    /// <summary>The claims whose builds the frontend has taken since the last time.</summary>
    public IReadOnlyList<Release> TakeAll()
    {
        lock (_lock)
        {
            var taken = _taken;
            _taken = [];
            return taken;
        }
    }

    /// <summary>Ends every call, and forgets what the frontend has taken.</summary>
    public void Forget()
    {
        var stop = Interlocked.Exchange(ref _stop, new CancellationTokenSource());
        _ = stop.CancelAsync();
        TakeAll();
    }

    public void Dispose() => _ = _stop.CancelAsync();

    private async Task TellAsync(BuildChroot build, Release? release, CancellationToken stop)
    {
        try
        {
            for (var failures = 1; await TryAsync(build, stop).ConfigureAwait(false) is { } error; failures++)
            {
                var pause = pauses.After(failures, error);
                events.Emit(new RescheduleFailed(build, error, pause));
                await Task.Delay(pause, time, stop).ConfigureAwait(false);
            }

            Keep(release, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // This grabber leads no more, or stops. The frontend lists the build again when its time is over.
        }
        finally
        {
            Interlocked.Decrement(ref _goingOn);
        }
    }

    private async Task<Exception?> TryAsync(BuildChroot build, CancellationToken stop)
    {
        await _calls.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var (_, error) = await new TimedCall(time, stop).TryAsync(token => RescheduleAsync(build, token)).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            return error;
        }
        finally
        {
            _calls.Release();
        }
    }

    private async Task<bool> RescheduleAsync(BuildChroot build, CancellationToken token)
    {
        await reporter.RescheduleAsync(build, token).ConfigureAwait(false);
        return true;
    }

    private void Keep(Release? release, CancellationToken stop)
    {
        lock (_lock)
        {
            if (release is { } claim && !stop.IsCancellationRequested)
            {
                _taken.Add(claim);
            }
        }
    }
}
