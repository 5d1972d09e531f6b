using CoprJobGrab.Events;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab;

/// <summary>Something that happened. A closed set; <c>docs/events.md</c> lists every case.</summary>
public abstract record JobGrabEvent
{
    internal const string InCycle = "CoprJobGrab.Cycle";
    internal const string InActions = "CoprJobGrab.Actions";
    internal const string InLeadership = "CoprJobGrab.Leadership";
    internal const string InCancels = "CoprJobGrab.Cancels";
    internal const string InSetup = "CoprJobGrab.Setup";

    private protected JobGrabEvent() { }

    /// <summary>When it happened.</summary>
    public DateTimeOffset When { get; internal set; }

    /// <summary>The number of what happened, which stays as it is and is never used for anything else, and the name of the case.</summary>
    public EventId EventId => new(Sentence.Id, GetType().Name);

    /// <summary>How much it matters to an operator: routine is Debug, work is Information, trouble is Warning, a failed cycle or sink is Error.</summary>
    public LogLevel Level => Sentence.Level;

    /// <summary>The category in the log, such as <c>CoprJobGrab.Cycle</c>.</summary>
    public string Category => Sentence.Category;

    /// <summary>What happened, in one line, <see cref="Printable"/>.</summary>
    public string Message => Printable.Of($"{Sentence}");

    internal abstract EventSentence Sentence { get; }

    /// <summary>The report of the cycle whose end this is.</summary>
    internal virtual CycleReport? EndedCycle => null;

    /// <summary>The name of the case, and the message.</summary>
    public sealed override string ToString() => $"{GetType().Name}: {Message}";
}
