namespace CoprJobGrab;

/// <summary>Why a build must stop before its end.</summary>
public enum BuildStop
{
    /// <summary>The user has cancelled the build.</summary>
    Cancelled,

    /// <summary>The worker has lost its lease, or could not renew it in time: another worker may get the task.</summary>
    LeaseLost,

    /// <summary>The time limit of the build is over: that of its task, or else <see cref="BuildWorkerOptions.TimeLimit"/>.</summary>
    TimeOver,

    /// <summary>The host stops, and the grace of running builds is over.</summary>
    HostStops,
}
