namespace CoprJobGrab.Actions;

/// <summary>
/// Watches what else the frontend does while it refuses a report: without a sign that it works, a refusal may be the frontend's own trouble. Owned by the loop.
/// </summary>
internal sealed class FrontendSigns(TimeProvider time)
{
    private const int MostRefusals = 5;

    // How long lists must come, and none fail, while a report is refused.
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(10);

    private long? _listsSince;
    private long _newestList;

    /// <summary>How many reports it has taken.</summary>
    public int Taken { get; set; }

    /// <summary>A list came that was asked for at this time.</summary>
    public void ListCame(long askedAt)
    {
        _listsSince ??= askedAt;
        _newestList = askedAt;
    }

    public void ListFailed() => _listsSince = null;

    /// <summary>Counts a refusal.</summary>
    public Refusals Count(Refusals? before)
    {
        var refusals = before ?? new Refusals(time.GetTimestamp(), Taken);
        refusals.Count++;
        return refusals;
    }

    /// <summary>True when the report itself must be what the frontend refuses.</summary>
    /// <param name="refusals">The refusals of the report.</param>
    /// <param name="taken">How many others were taken when its last try began.</param>
    public bool SpeakAgainst(Refusals refusals, int taken) =>
        refusals.Count >= MostRefusals
        && (taken > refusals.TakenBefore || (_listsSince is { } since && time.GetElapsedTime(Math.Max(since, refusals.FirstAt), _newestList) >= LongEnough));
}
