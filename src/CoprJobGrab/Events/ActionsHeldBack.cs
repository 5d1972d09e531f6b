namespace CoprJobGrab;

/// <summary>
/// Actions wait because a grabber that led before may still run what it has begun: those that share a project with what it has noted, or all where it has noted nothing.
/// Told once in a lead.
/// </summary>
/// <param name="Noted">What is noted, and until when each may run; empty when nothing is.</param>
/// <param name="AllUntil">Until when no action begins at all, because a grabber of an older version led, which does not say what it has begun; null when none did.</param>
public sealed record ActionsHeldBack(IReadOnlyList<NotedAction> Noted, DateTimeOffset? AllUntil) : JobGrabEvent;
