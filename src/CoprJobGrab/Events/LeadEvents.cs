using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>The hosted loop begins.</summary>
/// <param name="Groups">The ids of the builder groups.</param>
/// <param name="Source">
/// Where work comes from: the frontend's address, without user information, and protocol; of a source of the host's what its <c>ToString()</c> says.
/// </param>
/// <param name="Queue">
/// Where builds are queued: <c>in memory</c>, or <c>on Redis HOST:PORT</c>; of a queue of the host's what its <c>ToString()</c> says.
/// </param>
public sealed record GrabberStarted(IReadOnlyList<string> Groups, string Source, string Queue) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        1, LogLevel.Information, Leadership,
        "The grabber has started: work from {Source}, queues {Queue}, builder groups {Groups}",
        Source, Queue, string.Join(", ", Groups));
}

/// <summary>The hosted loop has ended.</summary>
public sealed record GrabberStopped : JobGrabEvent
{
    internal override EventSentence Sentence => new(2, LogLevel.Information, Leadership, "The grabber has stopped");
}

/// <summary>This grabber leads from now on: it plans, and starts actions.</summary>
/// <param name="Epoch">The number of its lead, above every one before; in milliseconds since 1970 unless a clock was wrong.</param>
public sealed record LeadTaken(long Epoch) : JobGrabEvent
{
    internal override EventSentence Sentence => new(32, LogLevel.Information, Leadership, "The grabber leads, with epoch {Epoch}", Epoch);
}

/// <summary>
/// This grabber led and does no more: another has taken the lead over, or the store does not know this one's lead any more, which is then taken anew.
/// </summary>
/// <param name="Epoch">The number of the lead that has ended.</param>
/// <param name="FencedBy">The epoch that the store holds instead; 0 when it holds none.</param>
public sealed record LeadLost(long Epoch, long FencedBy) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        33, LogLevel.Warning, Leadership,
        "The grabber leads no more with epoch {Epoch}, because the store holds epoch {FencedBy}; the next cycle stands by, or takes the lead anew",
        Epoch, FencedBy);
}

/// <summary>Another grabber leads; this one waits for its turn. Told once until it has led.</summary>
public sealed record StandingBy : JobGrabEvent
{
    internal override EventSentence Sentence => new(34, LogLevel.Information, Leadership, "Another grabber leads; this one stands by");
}

/// <summary>This grabber led and stops: the next one may lead at once.</summary>
public sealed record LeadHandedOver : JobGrabEvent
{
    internal override EventSentence Sentence => new(35, LogLevel.Information, Leadership, "The grabber has handed the lead over");
}
