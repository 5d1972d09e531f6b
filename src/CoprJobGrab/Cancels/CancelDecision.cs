using CoprJobGrab.Model;

namespace CoprJobGrab.Cancels;

/// <summary>The decision about one cancel request.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">The answer that the frontend is told, once <paramref name="Release"/> has been written.</param>
/// <param name="Release">The release that is written for it; null when none is.</param>
internal readonly record struct CancelDecision(string TaskId, bool WasRunning, Release? Release)
{
    /// <summary>The claim of a worker that gives no sign and cannot be told; null when there is none.</summary>
    public Claim? Unstoppable { get; init; }

    /// <summary>True when a claim ends with it.</summary>
    public bool EndsClaim => Release is { Claim: not null, TellsWorker: false };
}
