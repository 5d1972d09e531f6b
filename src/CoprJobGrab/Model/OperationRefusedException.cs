namespace CoprJobGrab;

/// <summary>The operator's request cannot be served: the queues do not know the builder group, or are the host's own and not the library's;
/// or a group belongs to grabbers of another name than the operator's.</summary>
public sealed class OperationRefusedException : CoprJobGrabException
{
    internal OperationRefusedException(string message) : base(message, null)
    {
    }
}
