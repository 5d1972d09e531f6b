using CoprJobGrab.Model;

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
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(GrabberStarted)} {{ When = {When:O}, Groups = {ListText.Of(Groups)}, Source = {Source}, Queue = {Queue} }}";
}

/// <summary>The hosted loop has ended.</summary>
public sealed record GrabberStopped : JobGrabEvent;

/// <summary>This grabber leads from now on: it plans, and starts actions.</summary>
/// <param name="Epoch">The number of its lead, above every one before; in milliseconds since 1970 unless a clock was wrong.</param>
public sealed record LeadTaken(long Epoch) : JobGrabEvent;

/// <summary>
/// This grabber led and does no more: another has taken the lead over, or the store does not know this one's lead any more, which is then taken anew.
/// </summary>
/// <param name="Epoch">The number of the lead that has ended.</param>
/// <param name="FencedBy">The epoch that the store holds instead; 0 when it holds none.</param>
public sealed record LeadLost(long Epoch, long FencedBy) : JobGrabEvent;

/// <summary>Another grabber leads; this one waits for its turn. Told once until it has led.</summary>
public sealed record StandingBy : JobGrabEvent;

/// <summary>This grabber led and stops: the next one may lead at once.</summary>
public sealed record LeadHandedOver : JobGrabEvent;
