namespace CoprJobGrab;

/// <summary>The role of a grabber in a cycle.</summary>
public enum GrabberRole
{
    /// <summary>It planned.</summary>
    Leader,

    /// <summary>It did nothing: another grabber plans, or it could not be known who does.</summary>
    Standby,
}
