namespace CoprJobGrab;

/// <summary>The queue store could not be read or written. After a failed write it is unknown what was written; to write it again is harmless.</summary>
public sealed class BuildQueueException : CoprJobGrabException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The text: what happened, with which values, and what to do. Never a password.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public BuildQueueException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
