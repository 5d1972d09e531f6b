using CoprJobGrab.Events;

namespace CoprJobGrab.Hosting;

/// <summary>
/// When the last cycle succeeded, for some groups at least, and how the last one failed; written by whoever tells the events, read by the health check.
/// </summary>
internal sealed class CycleHistory(TimeProvider time) : IInlineSink
{
    private volatile Exception? _lastError;
    private long _lastSuccess = time.GetUtcNow().UtcTicks;

    /// <summary>The start of the process counts as a success, so that a fresh process is not unhealthy before its first cycle.</summary>
    public DateTimeOffset LastSuccess => new(Interlocked.Read(ref _lastSuccess), TimeSpan.Zero);

    public Exception? LastError => _lastError;

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        if (jobGrabEvent.EndedCycle is { } report)
        {
            if (report.Ok || report.Partial)
            {
                Interlocked.Exchange(ref _lastSuccess, jobGrabEvent.When.UtcTicks);
            }

            _lastError = report.Error;
        }
    }
}
