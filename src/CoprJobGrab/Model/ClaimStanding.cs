namespace CoprJobGrab;

/// <summary>Where a claimed task stands.</summary>
public enum ClaimStanding
{
    /// <summary>In the list; no worker has taken it.</summary>
    Waiting,

    /// <summary>Held by a worker that renews a lease.</summary>
    Leased,

    /// <summary>Popped by a worker that gives no sign, as Python workers do.</summary>
    Silent,
}
