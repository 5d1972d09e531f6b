namespace CoprJobGrab.Queues.Claims;

/// <summary>All that is known of a group after reading it whole.</summary>
/// <param name="Incarnation">Null when there are no claims.</param>
/// <param name="Version">0 when nothing was ever written.</param>
/// <param name="Claims">With their standing; those that are still to be adopted are among them.</param>
/// <param name="Elements">The list, in the order in which it is popped.</param>
/// <param name="OrphanRepair">The repair to write for elements without a claim; null when there are none.</param>
internal sealed record GroupSnapshot(
    string? Incarnation, long Version, IReadOnlyList<Claim> Claims, IReadOnlyList<ListedElement> Elements, OrphanRepair? OrphanRepair);
