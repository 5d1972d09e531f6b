namespace CoprJobGrab.Workers;

/// <summary>Ends a pause early. A call that comes before a pause ends that one at once.</summary>
internal sealed class Wake(TimeProvider time)
{
    private TaskCompletionSource _next = Make();
    private long _until;

    /// <summary>True in a pause that neither the time nor a call has ended.</summary>
    public bool IsPausing => Volatile.Read(ref _until) > time.GetTimestamp() && !Volatile.Read(ref _next).Task.IsCompleted;

    public void Ring() => Volatile.Read(ref _next).TrySetResult();

    public async Task WaitAsync(TimeSpan pause, CancellationToken stop)
    {
        var longest = pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
        Volatile.Write(ref _until, time.GetTimestamp() + (long)(longest.TotalSeconds * time.TimestampFrequency));
        await Volatile.Read(ref _next).Task.WaitAsync(longest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _until, 0);
        stop.ThrowIfCancellationRequested();
        // What rings from here on ends the next pause; what rang before is answered by what the caller does now.
        Volatile.Write(ref _next, Make());
    }

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
