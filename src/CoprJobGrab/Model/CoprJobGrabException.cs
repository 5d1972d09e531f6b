namespace CoprJobGrab;

/// <summary>The root of the library's own exceptions. The message says what happened, with which values, and what to do.</summary>
public abstract class CoprJobGrabException : Exception
{
    private protected CoprJobGrabException(string message, Exception? inner) : base(message, inner)
    {
    }
}
