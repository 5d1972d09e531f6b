namespace CoprJobGrab.Model;

/// <summary>Why a claim ended, when it was not by the absence of its task.</summary>
internal enum ReleaseReason
{
    /// <summary>The build has ended.</summary>
    Finished,

    /// <summary>The worker gave the build back.</summary>
    Rescheduled,

    /// <summary>The worker stopped before the build had ended, which is no attempt.</summary>
    Interrupted,

    /// <summary>A worker says that nobody can build the task: it is parked.</summary>
    Unfit,

    /// <summary>The user cancelled the build.</summary>
    Cancelled,

    /// <summary>An operator, or a backend that starts anew, says that no worker has the task.</summary>
    Forgotten,

    /// <summary>An operator gives a parked task its attempts back.</summary>
    Retried,
}
