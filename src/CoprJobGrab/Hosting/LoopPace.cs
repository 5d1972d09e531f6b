namespace CoprJobGrab;

/// <summary>
/// How long to pause between two cycles, or between two looks at the cancel requests: the interval, doubled with each failure in a row, at least what the frontend asked for, and some jitter; up to the longest
/// pause, but never below the interval.
/// </summary>
/// <param name="options">The bounds.</param>
/// <param name="random">Gives numbers from 0 up to 1.</param>
/// <param name="interval">The interval; <see cref="LoopOptions.Interval"/> by default.</param>
internal sealed class LoopPace(LoopOptions options, Func<double> random, TimeSpan? interval = null)
{
    private readonly TimeSpan _interval = interval ?? options.Interval;
    private int _failures;

    // The groups that work are not to wait for the one that does not.
    public TimeSpan After(CycleReport report) => After(report.Ok || report.Partial, report.Error);

    public TimeSpan After(CancelReport report) => After(report.Ok, report.Error);

    private TimeSpan After(bool isGood, Exception? error)
    {
        _failures = isGood ? 0 : _failures + 1;
        var pause = _interval;
        for (var doublings = 1; doublings < _failures && pause < options.LongestPause; doublings++)
        {
            pause *= 2;
        }

        if (error is TaskSourceException { RetryAfter: { } asked } && asked > pause)
        {
            pause = asked;
        }

        var jitter = 1 + (options.Jitter * random());
        return Max(_interval * jitter, Min(Min(pause, options.LongestPause) * jitter, options.LongestPause));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
