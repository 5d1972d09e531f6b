namespace CoprJobGrab;

/// <summary>Where a task waits in a list.</summary>
/// <param name="List">The name of the list.</param>
/// <param name="Position">From 1, which is popped next.</param>
/// <param name="Length">How many wait in the list.</param>
public sealed record QueuePlace(string List, int Position, int Length);
