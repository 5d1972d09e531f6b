namespace CoprJobGrab.Workers;

/// <summary>Ends a pause early. A call that comes before a pause ends that one at once.</summary>
internal sealed class Wake(TimeProvider time)
{
    private TaskCompletionSource _next = Make();

    public void Ring() => Volatile.Read(ref _next).TrySetResult();

    public async Task WaitAsync(TimeSpan pause, CancellationToken stop)
    {
        var longest = pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
        await Volatile.Read(ref _next).Task.WaitAsync(longest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        // What rings from here on ends the next pause; what rang before is answered by what the caller does now.
        Volatile.Write(ref _next, Make());
    }

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
