namespace CoprJobGrab.Checks;

/// <summary>
/// The input of the set-up's checks: which parts of the host are the library's own, and the options of these. Parts that a host has replaced are not looked at.
/// </summary>
internal sealed record SetupScope
{
    /// <summary>Whether the lead is by a lease.</summary>
    public bool HasLease { get; init; }

    /// <summary>Whether other processes may plan for the queues, and nothing says which of them leads.</summary>
    public bool LacksLeadership { get; init; }

    /// <summary>Where the queues are, or the name of their type.</summary>
    public string QueueText { get; init; } = "";

    /// <summary>Whether the queues keep claims, as the library's own do.</summary>
    public bool HasClaims { get; init; }

    /// <summary>Whether results of actions, or tasks that are given back, are to be reported to the frontend over HTTP.</summary>
    public bool HasReports { get; init; }

    /// <summary>Whether a password for the frontend is set.</summary>
    public bool HasPassword { get; init; }

    /// <summary>The pause between two polls.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The lease of the lead.</summary>
    public TimeSpan Lease { get; init; }

    /// <summary>The time after which a task whose worker gives no sign is handed out again.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>How long running actions may go on after a stop was asked for.</summary>
    public TimeSpan StopPatience { get; init; }

    /// <summary>How long the host waits for its services when it stops; null where there is no host.</summary>
    public TimeSpan? ShutdownTimeout { get; init; }

    /// <summary>The reaction to a finding.</summary>
    public SetupChecks Checks { get; init; }
}
