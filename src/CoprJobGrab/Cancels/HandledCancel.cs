namespace CoprJobGrab.Cancels;

/// <summary>A cancel request that was decided, and that the frontend may still list.</summary>
/// <param name="wasRunning">What the frontend is told.</param>
internal sealed class HandledCancel(bool wasRunning)
{
    public bool WasRunning => wasRunning;

    /// <summary>When the frontend took the answer, by a stopwatch; null until it has.</summary>
    public long? TakenAt { get; set; }
}
