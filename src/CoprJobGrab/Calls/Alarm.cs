namespace CoprJobGrab.Calls;

/// <summary>Calls the loop back after a pause. Owned by the loop: a call that was cancelled before the loop came to it does not happen.</summary>
internal sealed class Alarm(TimeProvider time, Action<Action> post)
{
    // A timer takes 49 days at most; a longer pause is waited for piece by piece.
    private static readonly TimeSpan LongestPiece = TimeSpan.FromDays(1);

    private ITimer? _timer;
    private long _setting;

    public bool IsSet => _timer is not null;

    public void Set(TimeSpan pause, Action ring)
    {
        Cancel();
        var setting = _setting;
        var piece = pause < LongestPiece ? pause : LongestPiece;
        _timer = time.CreateTimer(_ => post(() => PieceEnded(setting, pause - piece, ring)), null, piece, Timeout.InfiniteTimeSpan);
    }

    public void Cancel()
    {
        _setting++;
        _timer?.Dispose();
        _timer = null;
    }

    private void PieceEnded(long setting, TimeSpan rest, Action ring)
    {
        if (setting != _setting)
        {
            return;
        }

        if (rest > TimeSpan.Zero)
        {
            Set(rest, ring);
            return;
        }

        Cancel();
        ring();
    }
}
