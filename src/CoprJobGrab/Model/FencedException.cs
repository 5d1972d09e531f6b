namespace CoprJobGrab;

/// <summary>
/// A write was refused because the store does not hold the writer's epoch any more: another grabber leads, or the store was lost. The grabber stands down.
/// </summary>
public sealed class FencedException : CoprJobGrabException
{
    /// <param name="groupId">The builder group that refused.</param>
    /// <param name="epoch">The epoch of the writer.</param>
    /// <param name="fencedBy">The epoch that the group holds; 0 when it holds none.</param>
    internal FencedException(string groupId, long epoch, long fencedBy)
        : base(
            fencedBy > epoch
                ? $"Builder group '{groupId}' has seen epoch {fencedBy}, which is younger than this grabber's {epoch}: another grabber leads. "
                    + "This one stands down and waits for its turn."
                : $"Builder group '{groupId}' does not hold this grabber's epoch {epoch} (it holds {fencedBy}): "
                    + "the store was lost, or went back to an older picture. This grabber takes the lead anew.",
            null) =>
        (FencedBy, IsByYounger) = (fencedBy, fencedBy > epoch);

    /// <summary>True when another grabber leads; false when the store has lost the epoch of this one.</summary>
    internal bool IsByYounger { get; }

    /// <summary>The epoch that the group holds; 0 when it holds none.</summary>
    public long FencedBy { get; }
}
