namespace CoprJobGrab.Queues;

/// <summary>When to look again: so late that all looks together take half a percent of the time, however long one takes. The first is due at once.</summary>
internal sealed class LookPace(TimeProvider time)
{
    /// <summary>With it two grabbers that stand by take one percent of Redis's time together.</summary>
    public const int PausesPerLook = 200;

    private long? _endedAt;
    private TimeSpan _pause;

    private TimeProvider Time => time;

    public bool IsDue => _endedAt is not { } endedAt || time.GetElapsedTime(endedAt) >= _pause;

    /// <summary>A look begins; it ends when this is disposed, also when it fails.</summary>
    public IDisposable Begin() => new Look(this, time.GetTimestamp());

    private sealed class Look(LookPace pace, long began) : IDisposable
    {
        public void Dispose() => (pace._endedAt, pace._pause) = (pace.Time.GetTimestamp(), PausesPerLook * pace.Time.GetElapsedTime(began));
    }
}
