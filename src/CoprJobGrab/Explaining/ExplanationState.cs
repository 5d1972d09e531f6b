namespace CoprJobGrab;

/// <summary>Where a task stands. Each task is in exactly one of these states.</summary>
public enum ExplanationState
{
    /// <summary>The frontend's list or the queues could not be had.</summary>
    Unknown,

    /// <summary>The frontend does not list it.</summary>
    Unlisted,

    /// <summary>The frontend's record of it cannot be used.</summary>
    Malformed,

    /// <summary>Its user has cancelled it: the frontend lists the request, or its release is remembered, or its worker is told to stop.</summary>
    Cancelled,

    /// <summary>No builder group takes it, or a function of the host's failed for it.</summary>
    Refused,

    /// <summary>It may not run yet: a limit, or the depth of the queue, holds it.</summary>
    Held,

    /// <summary>Nothing holds it: the next cycle hands it out.</summary>
    Due,

    /// <summary>It waits in a builder group's queue for a worker.</summary>
    Queued,

    /// <summary>A worker has it.</summary>
    Taken,

    /// <summary>It was handed out as often as allowed, and is set aside.</summary>
    Parked,
}
