namespace CoprJobGrab.Calls;

/// <summary>How long to wait after a failure: doubling, with a cap, and shorter by a random share so that many actions do not come back in step.</summary>
/// <param name="first">The pause after the first failure.</param>
/// <param name="longest">No pause is longer.</param>
/// <param name="random">Gives numbers from 0 up to 1.</param>
internal sealed class Pauses(TimeSpan first, TimeSpan longest, Func<double> random)
{
    private const double Jitter = 0.2;

    /// <summary>Other pauses, by the same random numbers.</summary>
    public Pauses Between(TimeSpan first, TimeSpan longest) => new(first, longest, random);

    /// <param name="failures">How many there were in a row, from 1.</param>
    /// <param name="error">The last one; a frontend that asked to be left alone gets its time, up to the cap.</param>
    public TimeSpan After(int failures, Exception? error = null)
    {
        var doubled = Math.Min(first.Ticks * Math.Pow(2, failures - 1), (double)longest.Ticks) * (1 - (Jitter * random()));
        var asked = error is TaskSourceException { RetryAfter: { } retryAfter } ? Math.Min(retryAfter.Ticks, longest.Ticks) : 0;
        return TimeSpan.FromTicks((long)Math.Max(doubled, asked));
    }
}
