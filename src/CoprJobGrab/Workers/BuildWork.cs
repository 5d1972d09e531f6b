namespace CoprJobGrab;

/// <summary>A build that a handler is given.</summary>
/// <param name="task">What the library knows of the task.</param>
/// <param name="groupId">The builder group.</param>
/// <param name="attempt">The attempt.</param>
public sealed class BuildWork(BuildTask task, string groupId, int attempt)
{
    private volatile int _stop = -1;
    private long _leasedUntil;

    /// <summary>The task's JSON as it came: the whole record when the reporter has fetched that, else the one from the list.</summary>
    public ReadOnlyMemory<byte> Json => Task.Json;

    /// <summary>What the library knows of the task.</summary>
    public BuildTask Task => task;

    /// <summary>The builder group that the task was taken from.</summary>
    public string GroupId => groupId;

    /// <summary>How often the task has been handed out, this time included; from 1.</summary>
    public int Attempt => attempt;

    /// <summary>When the lease ends unless it is renewed, which happens by itself; by this process's clock.</summary>
    public DateTimeOffset LeasedUntil
    {
        get => new(Interlocked.Read(ref _leasedUntil), TimeSpan.Zero);
        internal set => Interlocked.Exchange(ref _leasedUntil, value.UtcTicks);
    }

    /// <summary>Why the build must stop, once the handler's token is cancelled; null until then.</summary>
    public BuildStop? Stop
    {
        get => _stop < 0 ? null : (BuildStop)_stop;
        internal set => _stop = value is { } stop ? (int)stop : -1;
    }

    /// <summary>Takes what <see cref="Progress"/> says.</summary>
    internal Action<string>? Said { get; init; }

    /// <summary>Says how far the build is: an event and a line in the log.</summary>
    /// <param name="text">A few words.</param>
    public void Progress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Said?.Invoke(text);
    }
}
