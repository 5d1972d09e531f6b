using CoprJobGrab.Model;

namespace CoprJobGrab.Queues;

/// <summary>
/// Holds a store's clock against the time that passes in this process, which no setting of a clock and no suspension of the machine moves on.
/// </summary>
internal sealed class ClockWatch(TimeProvider time)
{
    // Observations take their time, and clocks are adjusted a little.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private DateTimeOffset _seen;
    private long _seenAt;

    /// <summary>The last jump; null when there was none.</summary>
    public ClockJump? Jump { get; private set; }

    /// <summary>The store's clock was read.</summary>
    public void See(DateTimeOffset now)
    {
        if (_seen != default && now - _seen - time.GetElapsedTime(_seenAt) is var ahead && ahead > Tolerance)
        {
            Jump = new ClockJump(now, ahead);
        }

        (_seen, _seenAt) = (now, time.GetTimestamp());
    }
}
