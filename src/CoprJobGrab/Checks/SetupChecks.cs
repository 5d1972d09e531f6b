namespace CoprJobGrab;

/// <summary>The reaction to something doubtful in the set-up, such as a Redis that may drop the queues.</summary>
public enum SetupChecks
{
    /// <summary>It is told by an event, and the grabber works.</summary>
    Warn,

    /// <summary>The cycle that finds it fails with a <see cref="SetupException"/>, and so does every further one; the hosted loop ends the host.</summary>
    Fail,
}
