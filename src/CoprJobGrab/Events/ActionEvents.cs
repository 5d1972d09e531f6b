using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>Nobody handles actions, or actions of this type, so they are left waiting. Told once per process, or once per action.</summary>
/// <param name="Action">The action; null when no handler is registered for any type.</param>
/// <param name="Count">How many actions are left waiting.</param>
public sealed record ActionUnhandled(ActionTask? Action, int Count = 1) : JobGrabEvent
{
    internal override EventSentence Sentence => Action is null
        ? new(
            29, LogLevel.Warning, InActions,
            "No action handler is registered, so the actions in the frontend's list are left waiting: {Count}. Add one with AddActionHandler", Count)
        : new(18, LogLevel.Warning, InActions, "Nobody handles action {ActionId} of type {ActionType}; it is left waiting", Action.Id, Action.Type);
}

/// <summary>A handler begins.</summary>
/// <param name="Action">The action.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
public sealed record ActionStarted(ActionTask Action, int Attempt) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(19, LogLevel.Debug, InActions, "Action {ActionId} of type {ActionType} begins, attempt {Attempt}", Action.Id, Action.Type, Attempt);
}

/// <summary>An action has its result; the frontend is to be told.</summary>
/// <param name="Action">The action.</param>
/// <param name="Report">The result.</param>
public sealed record ActionFinished(ActionTask Action, ActionReport Report) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        20, Report.Succeeded ? LogLevel.Information : LogLevel.Warning, InActions,
        "Action {ActionId} of type {ActionType} {Result}",
        Action.Id, Action.Type, (Report.Succeeded ? "is done" : "has failed") + (Report.Message is { } message ? $": {message}" : ""));
}

/// <summary>An attempt failed; the action is tried again.</summary>
/// <param name="Action">The action.</param>
/// <param name="Attempt">The attempt that ended, from 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="After">The pause until the next attempt.</param>
public sealed record ActionRetrying(ActionTask Action, int Attempt, string Reason, TimeSpan After) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        21, LogLevel.Warning, InActions,
        "Attempt {Attempt} of action {ActionId} of type {ActionType} ended without a result, and the next begins after {AfterSeconds} s: {Reason}",
        Attempt, Action.Id, Action.Type, After, Reason);
}

/// <summary>The handler says not now; the action is tried again later, and this was no failed attempt.</summary>
/// <param name="Action">The action.</param>
/// <param name="Until">The time that the handler gave.</param>
/// <param name="After">The pause until the next attempt.</param>
/// <param name="Reason">Why; null when the handler did not say.</param>
public sealed record ActionDeferred(ActionTask Action, DateTimeOffset Until, TimeSpan After, string? Reason = null) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        28, LogLevel.Information, InActions,
        "Action {ActionId} of type {ActionType} is deferred until {Until}; the next attempt begins after {AfterSeconds} s: {Reason}",
        Action.Id, Action.Type, Until, After, Reason ?? "its handler gave no reason");
}

/// <summary>A stop ended a running handler. This is no failure: the action is still waiting and runs after the next start.</summary>
/// <param name="Action">The action.</param>
public sealed record ActionInterrupted(ActionTask Action) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        22, LogLevel.Information, InActions,
        "A stop interrupted action {ActionId} of type {ActionType}; it runs again after the next start",
        Action.Id, Action.Type);
}

/// <summary>The frontend has taken an action's result.</summary>
/// <param name="Report">The result.</param>
public sealed record ActionReported(ActionReport Report) : JobGrabEvent
{
    internal override ToldReport ToldReport => new(ReportKind.Action, $"{Report.ActionId}", NextAfter: null);

    internal override EventSentence Sentence => new(23, LogLevel.Debug, InActions, "The frontend has the result of action {ActionId}", Report.ActionId);
}

/// <summary>
/// The frontend refuses an action's result although it works, with a plain message too.
/// The result is kept, the action does not run again, and its project goes on; an operator decides about it (<see cref="IJobGrabOperator.DecideReportAsync"/>).
/// </summary>
/// <param name="Report">The result.</param>
public sealed record ActionReportGivenUp(ActionReport Report) : JobGrabEvent
{
    internal override ToldReport ToldReport => new(ReportKind.Action, $"{Report.ActionId}", ToldReport.Unknown);

    internal override EventSentence Sentence => new(
        55, LogLevel.Warning, InActions,
        "The frontend refuses the result of action {ActionId}, with a plain message too: it is given up until an operator has it told, dropped or "
            + "the action run again: {Reason}",
        Report.ActionId, Error);
}

/// <summary>A stop waits for running actions to end by themselves; after the patience they are told to. Told once, when there are any.</summary>
/// <param name="Count">How many actions are running.</param>
/// <param name="Patience">How long it waits at most.</param>
public sealed record ActionsAwaited(int Count, TimeSpan Patience) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(31, LogLevel.Information, InActions, "Waiting up to {PatienceSeconds} s for running actions to end: {Count}", Patience, Count);
}

/// <summary>
/// Actions wait because a grabber that led before may still run what it has begun: those that share a project with what it has noted,
/// or all where it has noted nothing.
/// Told once in a lead.
/// </summary>
/// <param name="Noted">The actions that are noted, and until when each may run; empty when none is.</param>
/// <param name="AllUntil">
/// Until when no action begins at all, because a grabber of an older version led, which does not say what it has begun; null when none did.
/// </param>
public sealed record ActionsHeldBack(IReadOnlyList<NotedAction> Noted, DateTimeOffset? AllUntil) : JobGrabEvent
{
    private const int MostNamed = 10;

    internal override EventSentence Sentence => new(53, LogLevel.Warning, InActions, "{Sentence}", SentenceText);

    private string SentenceText => string.Join("; ", new[]
    {
        AllUntil is { } until ? $"No action begins before {until:u}, because a grabber led before that does not say what it has begun" : null,
        Noted.Count == 0 ? null : $"A grabber that led before may still run actions, and what shares a project with them waits: {NotedText}",
    }.OfType<string>());

    private string NotedText => string.Join(", ", Noted.Take(MostNamed).Select(action => $"action {action.ActionId} until {action.Until:u}"))
        + (Noted.Count <= MostNamed ? "" : $", and {Noted.Count - MostNamed} more");
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ActionUnhandled))]
[JsonSerializable(typeof(ActionStarted))]
[JsonSerializable(typeof(ActionFinished))]
[JsonSerializable(typeof(ActionRetrying))]
[JsonSerializable(typeof(ActionDeferred))]
[JsonSerializable(typeof(ActionInterrupted))]
[JsonSerializable(typeof(ActionReported))]
[JsonSerializable(typeof(ActionReportGivenUp))]
[JsonSerializable(typeof(ActionsAwaited))]
[JsonSerializable(typeof(ActionsHeldBack))]
internal sealed partial class ActionJson : JsonSerializerContext;
