namespace CoprJobGrab;

/// <summary>The result of one step of the users' cancel requests.</summary>
/// <remarks>Requests that were answered before, and that the frontend still lists, are in <see cref="Requested"/> only.</remarks>
public sealed record CancelReport
{
    /// <summary>The error that ended the step; null when it did not fail. The next step does the rest.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when the step did what there was to do.</summary>
    public bool Ok => Error is null;

    /// <summary>The role of the grabber. A standby asks nobody and counts nothing, and so does a grabber that has not had its first cycle.</summary>
    public GrabberRole Role { get; init; }

    /// <summary>Requests that the frontend lists; those that were listed before, when there was no news of them this time.</summary>
    public int Requested { get; init; }

    /// <summary>Tasks that no worker has and that none will get; the frontend is told <c>null</c>.</summary>
    public int Removed { get; init; }

    /// <summary>Tasks that a worker has; the frontend is told <c>true</c>.</summary>
    public int Running { get; init; }

    /// <summary>Requests that could not be decided this time, and are in the next step.</summary>
    public int Postponed { get; init; }
}
