namespace CoprJobGrab;

/// <summary>
/// How long to pause between two cycles: the interval, doubled with each failure in a row, at least what the frontend asked for, and some jitter; up to the longest
/// pause, but never below the interval.
/// </summary>
internal sealed class LoopPace(LoopOptions options, Func<double> random)
{
    private int _failures;

    public TimeSpan After(CycleReport report)
    {
        // The groups that work are not to wait for the one that does not.
        _failures = report.Ok || report.Partial ? 0 : _failures + 1;
        var pause = options.Interval;
        for (var doublings = 1; doublings < _failures && pause < options.LongestPause; doublings++)
        {
            pause *= 2;
        }

        if (report.Error is TaskSourceException { RetryAfter: { } asked } && asked > pause)
        {
            pause = asked;
        }

        var jitter = 1 + (options.Jitter * random());
        return Max(options.Interval * jitter, Min(Min(pause, options.LongestPause) * jitter, options.LongestPause));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
