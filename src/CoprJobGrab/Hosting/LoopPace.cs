namespace CoprJobGrab;

/// <summary>How long to pause between two cycles: the interval, doubled with each failure in a row up to a cap, at least what the frontend asked for, and some jitter.</summary>
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

        pause = Min(pause, options.LongestPause > options.Interval ? options.LongestPause : options.Interval);
        if (report.Error is TaskSourceException { RetryAfter: { } asked } && asked > pause)
        {
            pause = Min(asked, options.LongestPause);
        }

        return pause + (pause * (options.Jitter * random()));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
