using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Cancels;

/// <summary>Tells the frontend what became of cancel requests, a few at a time, each again and again until it has taken it. One that fails holds up no other, and no cycle.</summary>
/// <param name="requests">Is told.</param>
/// <param name="events">Hear of the first failure of each, and of its end.</param>
/// <param name="pauses">Between the tries.</param>
/// <param name="time">The clock.</param>
internal sealed class CancelReports(ICancelRequests requests, EventHub events, Pauses pauses, TimeProvider time) : IDisposable
{
    private const int MaxCalls = 8;

    private readonly SemaphoreSlim _calls = new(MaxCalls);
    private CancellationTokenSource _stop = new();

    /// <param name="taskId">The task.</param>
    /// <param name="wasRunning">What is told.</param>
    /// <param name="isWanted">False when it need not be told any more.</param>
    /// <param name="leads">While it is false, somebody else may have decided otherwise: nothing is told, and nothing forgotten.</param>
    /// <param name="taken">Is called when the frontend has taken it.</param>
    public void Tell(string taskId, bool wasRunning, Func<bool> isWanted, Func<bool> leads, Action taken)
    {
        var stop = _stop.Token;
        _ = Task.Run(() => TellAsync(taskId, wasRunning, isWanted, leads, taken, stop), CancellationToken.None);
    }

    /// <summary>Ends every call.</summary>
    public void Forget() => _ = Interlocked.Exchange(ref _stop, new CancellationTokenSource()).CancelAsync();

    public void Dispose() => _ = _stop.CancelAsync();

    private async Task TellAsync(string taskId, bool wasRunning, Func<bool> isWanted, Func<bool> leads, Action taken, CancellationToken stop)
    {
        try
        {
            var failures = 0;
            while (isWanted())
            {
                var (isTried, error) = await TryAsync(taskId, wasRunning, leads, stop).ConfigureAwait(false);
                if (!isTried)
                {
                    // Nobody tells when the lead lasts again, so that it is looked at after the first pause each time.
                    await Task.Delay(pauses.After(1), time, stop).ConfigureAwait(false);
                    continue;
                }

                if (error is null)
                {
                    taken();
                    if (failures > 0)
                    {
                        events.Emit(new CancelReportRecovered(taskId, failures));
                    }

                    return;
                }

                var pause = pauses.After(++failures, error);
                if (failures == 1)
                {
                    events.Emit(new CancelReportFailed(taskId, error, pause));
                }

                await Task.Delay(pause, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // This grabber leads no more, or stops. The request stays at the frontend, and the next leader finds what became of its task.
        }
    }

    private async Task<(bool IsTried, Exception? Error)> TryAsync(string taskId, bool wasRunning, Func<bool> leads, CancellationToken stop)
    {
        await _calls.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (!leads())
            {
                return (false, null);
            }

            var (_, error) = await new TimedCall(time, stop).TryAsync(token => AnswerAsync(taskId, wasRunning, token)).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            return (true, error);
        }
        finally
        {
            _calls.Release();
        }
    }

    private async Task<bool> AnswerAsync(string taskId, bool wasRunning, CancellationToken token)
    {
        await requests.AnswerAsync(taskId, wasRunning, token).ConfigureAwait(false);
        return true;
    }
}
