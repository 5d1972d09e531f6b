using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>The frontend listed actions.</summary>
/// <param name="Count">Records in the list, more than none.</param>
public sealed record ActionsListed(int Count) : JobGrabEvent
{
    internal override EventSentence Sentence => new(4, LogLevel.Debug, Actions, "Actions in the frontend's list: {Count}", Count);
}

/// <summary>The action list could not be had, while the builds list could.</summary>
/// <param name="Error">Why.</param>
public sealed record ActionListFailed(TaskSourceException Error) : JobGrabEvent
{
    internal override EventSentence Sentence => new(12, LogLevel.Warning, Actions, "The action list could not be had: {Reason}", Error);
}

/// <summary>A record of the action list cannot be used. Told once, and again when the reason changes.</summary>
/// <param name="Record">Which, and what is wrong with it.</param>
public sealed record ActionMalformed(MalformedRecord Record) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(16, LogLevel.Warning, Actions, "Record {Record} of the action list cannot be used: {Reason}", Record.Number, Record.Reason);
}

/// <summary>The record of a listed action could not be had; it is asked for again after a pause.</summary>
/// <param name="ActionId">The action.</param>
/// <param name="Error">Why.</param>
public sealed record ActionRecordFailed(long ActionId, Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(17, LogLevel.Warning, Actions, "The record of action {ActionId} could not be had, and is asked for again: {Reason}", ActionId, Error);
}

/// <summary>Nobody handles actions of this type; the action is left waiting. Told once per action.</summary>
/// <param name="Action">The action.</param>
public sealed record ActionUnhandled(ActionTask Action) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(18, LogLevel.Warning, Actions, "Nobody handles action {ActionId} of type {ActionType}; it is left waiting", Action.Id, Action.Type);
}

/// <summary>A handler begins.</summary>
/// <param name="Action">The action.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
public sealed record ActionStarted(ActionTask Action, int Attempt) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(19, LogLevel.Debug, Actions, "Action {ActionId} of type {ActionType} begins, attempt {Attempt}", Action.Id, Action.Type, Attempt);
}

/// <summary>An action has its result; the frontend is to be told.</summary>
/// <param name="Action">The action.</param>
/// <param name="Report">The result.</param>
public sealed record ActionFinished(ActionTask Action, ActionReport Report) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        20, Report.Succeeded ? LogLevel.Information : LogLevel.Warning, Actions,
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
        21, LogLevel.Warning, Actions,
        "Attempt {Attempt} of action {ActionId} of type {ActionType} ended without a result, and the next begins after {AfterSeconds} s: {Reason}",
        Attempt, Action.Id, Action.Type, After, Reason);
}

/// <summary>The handler says not now; the action is tried again later, and this was no failed attempt.</summary>
/// <param name="Action">The action.</param>
/// <param name="Until">The time that the handler gave.</param>
/// <param name="After">The pause until the next attempt.</param>
public sealed record ActionDeferred(ActionTask Action, DateTimeOffset Until, TimeSpan After) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        28, LogLevel.Information, Actions,
        "Action {ActionId} of type {ActionType} is deferred until {Until}; the next attempt begins after {AfterSeconds} s",
        Action.Id, Action.Type, Until, After);
}

/// <summary>A stop ended a running handler. This is no failure: the action is still waiting and runs after the next start.</summary>
/// <param name="Action">The action.</param>
public sealed record ActionInterrupted(ActionTask Action) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        22, LogLevel.Information, Actions,
        "A stop interrupted action {ActionId} of type {ActionType}; it runs again after the next start",
        Action.Id, Action.Type);
}

/// <summary>The frontend has taken an action's result.</summary>
/// <param name="Report">The result.</param>
public sealed record ActionReported(ActionReport Report) : JobGrabEvent
{
    internal override EventSentence Sentence => new(23, LogLevel.Debug, Actions, "The frontend has the result of action {ActionId}", Report.ActionId);
}

/// <summary>The frontend has not taken an action's result; it is told again after a pause, and the action does not run again meanwhile.</summary>
/// <param name="Report">The result.</param>
/// <param name="Error">Why.</param>
/// <param name="After">The pause until the next try; zero when a stop leaves no further one in this process.</param>
public sealed record ActionReportFailed(ActionReport Report, Exception Error, TimeSpan After) : JobGrabEvent
{
    internal override EventSentence Sentence => After == TimeSpan.Zero
        ? new(24, LogLevel.Warning, Actions, "The frontend has not taken the result of action {ActionId} before the stop; "
            + "the next start tells it again if it was stored, and else runs the action again: {Reason}", Report.ActionId, Error)
        : new(24, LogLevel.Warning, Actions, "The frontend has not taken the result of action {ActionId}, and is told again after {AfterSeconds} s: {Reason}",
            Report.ActionId, After, Error);
}

/// <summary>
/// The frontend refuses an action's result although it works, with a plain message too.
/// The result is kept, the action does not run again, and its project goes on; an operator decides about it (<see cref="JobGrabber.DecideReportAsync"/>).
/// </summary>
/// <param name="Report">The result.</param>
/// <param name="Error">Why the frontend did not take it.</param>
public sealed record ActionReportGivenUp(ActionReport Report, Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        55, LogLevel.Warning, Actions,
        "The frontend refuses the result of action {ActionId}, with a plain message too: it is given up until an operator has it told, dropped or "
            + "the action run again: {Reason}",
        Report.ActionId, Error);
}

/// <summary>
/// Results of actions could not be saved, removed or read where they are kept until the frontend has taken them.
/// They are reported all the same, and it is tried again.
/// </summary>
/// <param name="Error">The exception that says what was tried, and why it failed.</param>
public sealed record OutcomeStoreFailed(Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(50, LogLevel.Warning, Actions, "The store of action results failed; they are reported all the same, and it is tried again: {Reason}", Error);
}

/// <summary>
/// A predecessor left results of actions that the frontend has not taken for certain. They are reported now, and their actions do not run again.
/// </summary>
/// <param name="Count">How many.</param>
public sealed record StoredOutcomesFound(int Count) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(51, LogLevel.Information, Actions, "Action results that a predecessor left, and that are reported now: {Count}", Count);
}

/// <summary>A result of an action is not kept or reported any more.</summary>
/// <param name="Entry">The action's id; of what cannot be read, the name under which it was stored.</param>
/// <param name="Reason">Why.</param>
public sealed record StoredOutcomeDropped(string Entry, string Reason) : JobGrabEvent
{
    internal override EventSentence Sentence => new(52, LogLevel.Warning, Actions, "The result of action {Entry} is dropped: {Reason}", Entry, Reason);
}

/// <summary>A stop waits for running actions to end by themselves; after the patience they are told to. Told once, when there are any.</summary>
/// <param name="Count">How many actions are running.</param>
/// <param name="Patience">How long it waits at most.</param>
public sealed record ActionsAwaited(int Count, TimeSpan Patience) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(31, LogLevel.Information, Actions, "Waiting up to {PatienceSeconds} s for running actions to end: {Count}", Patience, Count);
}

/// <summary>A step in the running of actions failed in a way that nobody foresaw; that step is lost, and the actions go on.</summary>
/// <param name="Error">The exception that was thrown.</param>
public sealed record ActionStepFailed(Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(30, LogLevel.Error, Actions, "A step in the running of actions failed, and the others go on: {Reason}", Error);
}

/// <summary>
/// It could not be noted beside the lead that an action begins or has ended.
/// One that would begin waits for the next cycle; the note of one that has ended is removed later.
/// </summary>
/// <param name="Error">The exception that says what was tried, and why it failed.</param>
public sealed record ActionNotesFailed(Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(54, LogLevel.Warning, Actions, "The notes of which actions were begun could not be written, and it is tried again: {Reason}", Error);
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

    internal override EventSentence Sentence => new(53, LogLevel.Warning, Actions, "{Sentence}", SentenceText);

    private string SentenceText => string.Join("; ", new[]
    {
        AllUntil is { } until ? $"No action begins before {until:u}, because a grabber led before that does not say what it has begun" : null,
        Noted.Count == 0 ? null : $"A grabber that led before may still run actions, and what shares a project with them waits: {NotedText}",
    }.OfType<string>());

    private string NotedText => string.Join(", ", Noted.Take(MostNamed).Select(action => $"action {action.ActionId} until {action.Until:u}"))
        + (Noted.Count <= MostNamed ? "" : $", and {Noted.Count - MostNamed} more");
}
