using System.Text.Json.Serialization;
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
    internal override bool? Loops => true;

    internal override EventSentence Sentence => new(
        1, LogLevel.Information, InLeadership,
        "The grabber has started: work from {Source}, queues {Queue}, builder groups {Groups}",
        Source, Queue, string.Join(", ", Groups));
}

/// <summary>The hosted loop has ended.</summary>
public sealed record GrabberStopped : JobGrabEvent
{
    internal override bool? Loops => false;

    internal override EventSentence Sentence => new(2, LogLevel.Information, InLeadership, "The grabber has stopped");
}

/// <summary>How the role of this grabber among others changes.</summary>
public enum RoleChange
{
    /// <summary>It leads from now on: it plans, and starts actions.</summary>
    LeadTaken,

    /// <summary>
    /// It led and does no more: another has taken the lead over, or the store does not know this one's lead any more, which is then taken anew.
    /// </summary>
    LeadLost,

    /// <summary>Another grabber leads; this one waits for its turn. Told once until it has led.</summary>
    StandingBy,

    /// <summary>It led and stops: the next one may lead at once.</summary>
    LeadHandedOver,
}

/// <summary>The role of this grabber among others changes.</summary>
/// <param name="Change">How.</param>
/// <param name="Epoch">
/// The number of the lead that begins or is lost, above every one before; in milliseconds since 1970 unless a clock was wrong. 0 for the other changes.
/// </param>
/// <param name="FencedBy">The epoch that the store holds instead of a lead that is lost; 0 when it holds none.</param>
public sealed record RoleChanged(RoleChange Change, long Epoch = 0, long FencedBy = 0) : JobGrabEvent
{
    internal override EventSentence Sentence => Change switch
    {
        RoleChange.LeadTaken => new(32, LogLevel.Information, InLeadership, "The grabber leads, with epoch {Epoch}", Epoch),
        RoleChange.LeadLost => new(
            33, LogLevel.Warning, InLeadership, "The grabber leads no more with epoch {Epoch}, because the store holds epoch {FencedBy}; "
                + "the next cycle stands by, or takes the lead anew", Epoch, FencedBy),
        RoleChange.StandingBy => new(34, LogLevel.Information, InLeadership, "Another grabber leads; this one stands by"),
        _ => new(35, LogLevel.Information, InLeadership, "The grabber has handed the lead over"),
    };
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GrabberStarted))]
[JsonSerializable(typeof(GrabberStopped))]
[JsonSerializable(typeof(RoleChanged))]
internal sealed partial class LeadJson : JsonSerializerContext;
