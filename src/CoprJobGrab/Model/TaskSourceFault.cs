namespace CoprJobGrab;

/// <summary>Kinds of failure of a <see cref="ITaskSource"/>.</summary>
public enum TaskSourceFault
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>The whole answer did not come within its deadline.</summary>
    TimedOut,

    /// <summary>The frontend refused the password.</summary>
    Unauthorized,

    /// <summary>The frontend answered with a status other than 200.</summary>
    BadStatus,

    /// <summary>The answer is larger than it may be.</summary>
    TooLarge,

    /// <summary>The answer is not JSON, or was cut.</summary>
    NotJson,

    /// <summary>The answer is JSON, but not the list or record that was asked for.</summary>
    WrongShape,
}
