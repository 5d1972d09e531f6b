using CoprJobGrab.Model;

namespace CoprJobGrab.Cancels;

/// <summary>What is to be done about one cancel request.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">What the frontend is told, once <paramref name="Release"/> has been written.</param>
/// <param name="Release">What is written for it; null when nothing is.</param>
internal readonly record struct CancelDecision(string TaskId, bool WasRunning, Release? Release)
{
    /// <summary>The claim of a worker that gives no sign and cannot be told; null when there is none.</summary>
    public Claim? Unstoppable { get; init; }

    /// <summary>True when a claim ends with it.</summary>
    public bool EndsClaim => Release is { Claim: not null, TellsWorker: false };
}
