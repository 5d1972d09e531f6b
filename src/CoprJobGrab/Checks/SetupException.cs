namespace CoprJobGrab;

/// <summary>
/// The grabber does not work with this set-up: a builder group is another grabber's, or something is doubtful and <c>Checks</c> of the options is Fail.
/// </summary>
public sealed class SetupException : CoprJobGrabException
{
    internal SetupException(IEnumerable<string> findings, bool isFatal)
        : base(
            (isFatal ? "The set-up is wrong" : "The set-up is doubtful, and Checks is Fail")
                + $", so that the grabber does not work: {string.Join(' ', findings)}",
            null)
    {
    }
}
