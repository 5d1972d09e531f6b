namespace CoprJobGrab;

/// <summary>Where a claimed task stands.</summary>
public enum ClaimState
{
    /// <summary>The task waits in the list; no worker has taken it.</summary>
    Waiting,

    /// <summary>A worker that renews a lease holds the task.</summary>
    Leased,

    /// <summary>A worker that gives no sign, as Python workers do, has popped the task.</summary>
    Silent,

    /// <summary>
    /// The task was given back, has ended or was cancelled. This is remembered until newer lists do not have the task; when they still have it, it is handed
    /// out again.
    /// </summary>
    Released,

    /// <summary>The task is set aside after too many attempts, until an operator releases it or it is listed no more.</summary>
    Parked,
}
