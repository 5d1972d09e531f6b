namespace CoprJobGrab.Hosting;

/// <summary>
/// How long to pause between two cycles, or between two looks at the cancel requests: the interval, doubled with each failure in a row up to the longest pause;
/// at least what the frontend asked for, up to five minutes; and some jitter. Never below the interval.
/// </summary>
internal sealed class LoopPace(LoopOptions options, Func<double> random, TimeSpan? interval = null)
{
    private const int IntervalsInLongest = 3;

    private static readonly TimeSpan LeastLongest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(5);

    private readonly TimeSpan _interval = interval ?? options.Interval;
    private int _failures;

    // An outage is not to cost its own length once more when it is over; a long interval is pause enough.
    private TimeSpan Longest => options.LongestPause ?? Max(LeastLongest, Min(_interval * IntervalsInLongest, LongestAsked));

    // The groups that work are not to wait for the one that does not.
    public TimeSpan After(CycleReport report) => After(report.Ok || report.Partial, report.Error);

    public TimeSpan After(CancelReport report) => After(report.Ok, report.Error);

    private TimeSpan After(bool isGood, Exception? error)
    {
        _failures = isGood ? 0 : _failures + 1;
        var (pause, longest) = (_interval, Longest);
        for (var doublings = 1; doublings < _failures && pause < longest; doublings++)
        {
            pause *= 2;
        }

        pause = Min(pause, longest);
        if (error is TaskSourceException { RetryAfter: { } asked } && asked > pause)
        {
            longest = Max(longest, LongestAsked);
            pause = Min(asked, longest);
        }

        var jitter = 1 + (options.Jitter * random());
        return Max(_interval * jitter, Min(pause * jitter, longest));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
