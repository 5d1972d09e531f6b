namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The newest lead that one grabber has seen, and from it whether it may take a lead that the store has lost.
/// The last leader knows the most of what is taken, and takes the lead at once.
/// Another grabber that has seen a lead leaves it a lease for that; and one that has seen none leaves two, so that those come first who know something.
/// </summary>
internal sealed class SeenLead(TimeSpan lease, TimeProvider time)
{
    // The client needs up to a second to notice that it has no connection, and another one between two attempts; who led is not to come too late for that.
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(3);

    private TimeSpan _leaseOfOthers;
    private long? _lostAt;
    private long? _lastedAt;
    private bool _mayTakeAtOnce;

    /// <summary>0 when none was seen.</summary>
    public long Epoch { get; private set; }

    /// <summary>How often a lead had been taken or renewed by then.</summary>
    public long Renewals { get; private set; }

    /// <summary>True while the newest lead that was seen is this grabber's own, whether it lasts or not.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>How long ago a lead lasted when it was asked for; null when none was seen.</summary>
    public TimeSpan? SinceItLasted => _lastedAt is { } lastedAt ? time.GetElapsedTime(lastedAt) : null;

    /// <summary>True when this grabber may take a lead that is lost.</summary>
    public bool MayTakeLost => IsOwn || _mayTakeAtOnce || (_lostAt is { } lostAt && time.GetElapsedTime(lostAt) >= Wait);

    private TimeSpan Wait => Epoch == 0 ? 2 * LongestOf(lease) : LongestOf(lease, _leaseOfOthers);

    /// <summary>The key was asked.</summary>
    /// <param name="answer">The answer of the key.</param>
    /// <param name="asked">When it was asked.</param>
    /// <param name="mayTake">Whether a lead that had ended was to be taken, so that one that another has lasts.</param>
    public void Follow(LeaseAnswer answer, long asked, bool mayTake)
    {
        if (answer is LeaseAnswer.Renewed or LeaseAnswer.Taken || (answer is LeaseAnswer.Held && mayTake))
        {
            _lastedAt = asked;
        }

        switch (answer)
        {
            case LeaseAnswer.Renewed renewed:
                See(renewed.Epoch, renewed.Renewals, isOwn: true);
                break;
            case LeaseAnswer.Taken taken:
                See(taken.Epoch, taken.Renewals, isOwn: true);
                break;
            case LeaseAnswer.Held held:
                _leaseOfOthers = held.Lease;
                See(held.Epoch, held.Renewals, IsOwn && held.Epoch == Epoch);
                break;
            default:
                _lostAt ??= asked;
                break;
        }
    }

    /// <summary>Nobody who is connected has seen a lead: there is nobody to leave it to.</summary>
    public void KnowsOfNoOther() => _mayTakeAtOnce = true;

    /// <summary>
    /// The key could not be asked. A lead that was lost before may be lost anew, and those who come first could not ask either: the wait begins again.
    /// </summary>
    public void CouldNotAsk() => (_lostAt, _mayTakeAtOnce) = (null, false);

    /// <summary>This grabber has handed its lead over, and takes it no more before others.</summary>
    public void HandedOver() => IsOwn = false;

    private static TimeSpan LongestOf(params ReadOnlySpan<TimeSpan> leases)
    {
        var longest = LongestReconnect;
        foreach (var one in leases)
        {
            longest = one > longest ? one : longest;
        }

        return longest;
    }

    private void See(long epoch, long renewals, bool isOwn)
    {
        (Epoch, Renewals, IsOwn) = (epoch, renewals, isOwn);
        (_lostAt, _mayTakeAtOnce) = (null, false);
    }
}
