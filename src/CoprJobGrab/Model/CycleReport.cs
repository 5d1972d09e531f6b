using System.Text.Json.Serialization;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>
/// The result of one cycle. A failed cycle has <see cref="Cycle"/>, <see cref="Role"/>, <see cref="Error"/>, <see cref="Partial"/> and <see cref="Elapsed"/>
/// only.
/// </summary>
/// <remarks>
/// <see cref="Listed"/> = <see cref="Enqueued"/> + <see cref="Requeued"/> + <see cref="Kept"/> + <see cref="Held"/> + <see cref="Refused"/> +
/// <see cref="Parked"/> + <see cref="Malformed"/> + <see cref="Repeated"/>.
/// </remarks>
public sealed record CycleReport
{
    /// <summary>The number of the cycle in this process, from 1.</summary>
    public required long Cycle { get; init; }

    /// <summary>The error that ended the cycle; null when it did not fail. The next cycle does the rest.</summary>
    [JsonIgnore]
    public Exception? Error { get; init; }

    /// <summary>True when the cycle did all of its work.</summary>
    public bool Ok => Error is null;

    /// <summary>
    /// True when the cycle failed for some of the builder groups only, and served the others.
    /// Events tell what was pushed.
    /// </summary>
    public bool Partial { get; init; }

    /// <summary>The role of the grabber in this cycle. A standby's cycle counts nothing, and is a success.</summary>
    public GrabberRole Role { get; init; }

    /// <summary>Records in the frontend's builds list.</summary>
    public int Listed { get; init; }

    /// <summary>Tasks that were claimed and pushed.</summary>
    public int Enqueued { get; init; }

    /// <summary>Tasks that were pushed again: given back, released by an operator, or without a sign of their worker for too long.</summary>
    public int Requeued { get; init; }

    /// <summary>Tasks that were claimed before and stay so, and those that leave a builder group in this cycle to come to another one in the next.</summary>
    public int Kept { get; init; }

    /// <summary>Tasks that may not run yet.</summary>
    public int Held { get; init; }

    /// <summary>Tasks that no builder group takes.</summary>
    public int Refused { get; init; }

    /// <summary>Tasks that are set aside after too many attempts, in this cycle or before.</summary>
    public int Parked { get; init; }

    /// <summary>Records that could not be used.</summary>
    public int Malformed { get; init; }

    /// <summary>Records whose id stands earlier in the same list.</summary>
    public int Repeated { get; init; }

    /// <summary>Claims that ended because their task was listed no more, or moves to another builder group.</summary>
    public int Withdrawn { get; init; }

    /// <summary>
    /// Claims that have ended since the last cycle that did all of its work, because a user cancelled the build.
    /// One that a worker had ends when the worker stops, and is not counted.
    /// </summary>
    public int Cancelled { get; init; }

    /// <summary>Those among <see cref="Kept"/> that were meant to be pushed but turned out to be claimed when the write came.</summary>
    public int Duplicate { get; init; }

    /// <summary>Actions in the frontend's list; null when there was no news of them.</summary>
    public int? ActionsListed { get; init; }

    /// <summary>Why the action list failed while the builds list did not; null when it did not fail.</summary>
    [JsonIgnore]
    public TaskSourceException? ActionsError { get; init; }

    /// <summary>What the cycle found and left, for the status, the health and the metrics; null when it planned nothing.</summary>
    internal CyclePicture? Picture { get; init; }

    /// <summary>True when the frontend was polled with success, and the queues were written, of some groups at least.</summary>
    internal bool HasPolled => (Ok || Partial) && Picture is { Fault: null };

    /// <summary>How long the cycle took.</summary>
    public TimeSpan Elapsed { get; init; }
}
