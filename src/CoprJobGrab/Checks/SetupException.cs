namespace CoprJobGrab;

/// <summary>Something in the set-up is doubtful, and <c>Checks</c> of the options says that the grabber is not to work then.</summary>
public sealed class SetupException : CoprJobGrabException
{
    internal SetupException(IEnumerable<string> findings)
        : base($"The set-up is doubtful, and Checks is Fail, so that the grabber does not work: {string.Join(' ', findings)}", null)
    {
    }
}
