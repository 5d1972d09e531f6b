namespace CoprJobGrab.Queues.Claims;

/// <summary>A group's list as the places of elements were counted in it: by it a store finds how many were popped since.</summary>
/// <param name="Name">An element that stays in the list; empty for none.</param>
/// <param name="Length">How many elements stood from it to the end that is popped, itself included.</param>
internal readonly record struct SeenList(Guid Name, int Length)
{
    /// <summary>The place of an element that does not stand in the list.</summary>
    public const int Absent = -1;

    /// <summary>The version of the claims then. While it is the same, no grabber has pushed.</summary>
    public long Version { get; init; }

    /// <summary>Counts the places of elements, from 1, which is popped next, and writes them into <paramref name="places"/>.</summary>
    /// <param name="waiting">The elements of the list, the one that is popped next first.</param>
    /// <param name="places">The elements that leave the list. One that does not stand in it keeps its value.</param>
    public static SeenList Of(IEnumerable<ListedElement> waiting, Dictionary<Guid, int> places)
    {
        var (place, seen) = (0, default(SeenList));
        foreach (var element in places.Count > 0 ? waiting : [])
        {
            place++;
            if (places.ContainsKey(element.Name))
            {
                places[element.Name] = place;
            }
            else
            {
                seen = new SeenList(element.Name, place);
            }
        }

        return seen;
    }
}
