namespace CoprJobGrab.Queues.Claims;

/// <summary>A group's list as the places of elements were counted in it: by it a store finds how many were popped since.</summary>
/// <param name="Name">An element that stays in the list; empty for none.</param>
/// <param name="Length">How many elements stood from it to the end that is popped, itself included.</param>
internal readonly record struct SeenList(Guid Name, int Length);
