namespace CoprJobGrab.Queues.Claims;

/// <summary>Changes with the places of the elements that they take out, the last to be popped first.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="Seen">The list that the places are of.</param>
internal readonly record struct PlacedChanges(IReadOnlyList<ClaimChange> Changes, SeenList Seen)
{
    /// <param name="changes">The changes.</param>
    /// <param name="waiting">The elements of the list, the one that is popped next first.</param>
    public static PlacedChanges Of(IReadOnlyList<ClaimChange> changes, IEnumerable<ListedElement> waiting)
    {
        // Two tasks have one urn when somebody has copied an envelope.
        var places = changes.Where(change => change.RemovesElement).Select(change => change.Claim.Urn).Distinct().ToDictionary(urn => urn, _ => 0);
        var seen = SeenList.Of(waiting, places);
        var placed = changes.Select(change => change with { Place = places.GetValueOrDefault(change.Claim.Urn) });
        return new PlacedChanges([.. placed.OrderByDescending(change => change.Place)], seen);
    }
}
