namespace CoprJobGrab.Workers;

/// <summary>
/// A lease by this process's own clock, which nobody sets. It counts from before the call that took or renewed it, so that it ends before the store's.
/// </summary>
/// <param name="Since">The time stamp from before the call.</param>
/// <param name="Span">How long it lasts.</param>
internal readonly record struct OwnLease(long Since, TimeSpan Span)
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromMilliseconds(200);

    /// <summary>Who holds it stops this long before its end.</summary>
    private TimeSpan Margin => Span / 10 > LeastMargin ? Span / 10 : LeastMargin;

    /// <summary>How long whoever holds it may still rely on it.</summary>
    public TimeSpan Left(TimeProvider time) => Span - Margin - time.GetElapsedTime(Since);
}
