using System.Globalization;
using CoprJobGrab.Events;
using CoprJobGrab.Telemetry;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab;

/// <summary>Something that happened. A closed set; <c>docs/events.md</c> lists every case.</summary>
public abstract record JobGrabEvent
{
    internal const string InCycle = "CoprJobGrab.Cycle";
    internal const string InActions = "CoprJobGrab.Actions";
    internal const string InLeadership = "CoprJobGrab.Leadership";
    internal const string InCancels = "CoprJobGrab.Cancels";
    internal const string InWorkers = "CoprJobGrab.Workers";
    internal const string InSetup = "CoprJobGrab.Setup";

    private protected JobGrabEvent(Exception? error = null) => Error = error;

    /// <summary>When it happened.</summary>
    public DateTimeOffset When { get; internal set; }

    /// <summary>The name of the grabber that tells it; null for the one without a name.</summary>
    public string? Grabber { get; internal set; }

    /// <summary>What made it happen, where something failed; null otherwise.</summary>
    [JsonIgnore]
    public Exception? Error { get; init; }

    /// <summary>The number of what happened, which stays as it is and is never used for anything else, and the name of the case.</summary>
    [JsonIgnore]
    public EventId EventId => new(Sentence.Id, GetType().Name);

    /// <summary>How much it matters to an operator: routine is Debug, work is Information, trouble is Warning, a failed cycle or sink is Error.</summary>
    public LogLevel Level => Sentence.Level;

    /// <summary>The category in the log, such as <c>CoprJobGrab.Cycle</c>.</summary>
    public string Category => Sentence.Category;

    /// <summary>What happened, in one line, <see cref="Printable"/>.</summary>
    public string Message => Printable.Of($"{Sentence}");

    [JsonInclude, JsonPropertyName("event"), JsonPropertyOrder(-2)]
    internal string Name => GetType().Name;

    [JsonInclude, JsonPropertyName("eventId"), JsonPropertyOrder(-1)]
    internal int Number => Sentence.Id;

    [JsonInclude, JsonPropertyName("error"), JsonPropertyOrder(1)]
    internal EventError? Failure => EventError.Of(Error);

    internal abstract EventSentence Sentence { get; }

    /// <summary>An action's id as the number that it is, so that a structured log has one kind of value under one name.</summary>
    private protected static object? NumberOf(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : id;

    /// <summary>Tells the meter what the event measures; nothing unless the case says otherwise.</summary>
    internal virtual void Measure(GrabberMeter meter)
    {
    }

    /// <summary>The report of the cycle whose end this is.</summary>
    internal virtual CycleReport? EndedCycle => null;

    /// <summary>True when the hosted loop begins, false when it ends; null for every other event.</summary>
    internal virtual bool? Loops => null;

    /// <summary>The report to the frontend that has been taken, or has not been; null when it is about none.</summary>
    internal virtual ToldReport? ToldReport => null;

    /// <summary>
    /// The event as one line of JSON: its name, id, level, category, message and time, and the values that the case has.
    /// What is a user's own, such as an action's arguments, is left out.
    /// </summary>
    public string ToJson() => EventJson.Of(this);

    /// <summary>The name of the case, and the message.</summary>
    public sealed override string ToString() => $"{GetType().Name}: {Message}";
}
