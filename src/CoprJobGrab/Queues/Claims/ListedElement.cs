namespace CoprJobGrab.Queues.Claims;

/// <summary>An element that stands in a group's list.</summary>
/// <param name="Name">The uuid of its urn; for an element without one, a uuid made of its content.</param>
/// <param name="TaskId">The task whose claim it belongs to; null for an element that belongs to no claim.</param>
internal readonly record struct ListedElement(Guid Name, string? TaskId);
