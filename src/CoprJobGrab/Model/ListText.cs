namespace CoprJobGrab.Model;

/// <summary>A list within the text of a record: how many, and the first few. A poll can bring 100,000.</summary>
internal static class ListText
{
    private const int Shown = 3;

    public static string Of<T>(IReadOnlyCollection<T> items) =>
        items.Count <= Shown ? $"[{string.Join(", ", items)}]" : $"[{string.Join(", ", items.Take(Shown))}, … {items.Count} in all]";
}
