namespace CoprJobGrab;

/// <summary>Where a claimed task stands.</summary>
public enum ClaimState
{
    /// <summary>In the list; no worker has taken it.</summary>
    Waiting,

    /// <summary>Held by a worker that renews a lease.</summary>
    Leased,

    /// <summary>Popped by a worker that gives no sign, as Python workers do.</summary>
    Silent,

    /// <summary>Given back, ended or cancelled: remembered until lists that are newer than that do not have it any more. When they still have it, it is handed out again.</summary>
    Released,

    /// <summary>Set aside after too many attempts, until an operator releases it or it is listed no more.</summary>
    Parked,
}
