namespace CoprJobGrab.Events;

/// <summary>Decides when lost events are told: the first loss at once, then at most once a minute, so that telling does not add to the flood.</summary>
internal sealed class DropReport(string sink, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _told;
    private long? _toldAt;

    /// <summary>The event that is to be told now; null when there is none.</summary>
    /// <param name="dropped">How many events the sink has lost since it was made.</param>
    /// <param name="atOnce">True tells even within the minute.</param>
    public MessagesDropped? Due(long dropped, bool atOnce = false)
    {
        if (dropped == Volatile.Read(ref _told))
        {
            return null;
        }

        lock (_lock)
        {
            var count = dropped - _told;
            if (count <= 0 || (!atOnce && _toldAt is { } toldAt && time.GetElapsedTime(toldAt) < Pause))
            {
                return null;
            }

            _told = dropped;
            _toldAt = time.GetTimestamp();
            return new MessagesDropped(sink, count) { When = time.GetUtcNow() };
        }
    }
}
