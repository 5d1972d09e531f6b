namespace CoprJobGrab.Queues.Claims;

/// <summary>Elements of one content that stand in a list too often.</summary>
/// <param name="Count">How many of them to remove.</param>
/// <param name="AreCopies">True when the one that stays has this content too, so that the last one must not go.</param>
internal readonly record struct DuplicateElements(int Count, bool AreCopies);
