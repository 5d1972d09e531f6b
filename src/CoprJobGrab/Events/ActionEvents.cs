namespace CoprJobGrab.Events;

/// <summary>The frontend listed actions.</summary>
/// <param name="Count">Records in the list, more than none.</param>
public sealed record ActionsListed(int Count) : JobGrabEvent;

/// <summary>The action list could not be had, while the builds list could.</summary>
/// <param name="Error">Why.</param>
public sealed record ActionListFailed(TaskSourceException Error) : JobGrabEvent;

/// <summary>A record of the action list cannot be used. Told once, and again when the reason changes.</summary>
/// <param name="Record">Which, and what is wrong with it.</param>
public sealed record ActionMalformed(MalformedRecord Record) : JobGrabEvent;

/// <summary>The record of a listed action could not be had; it is asked for again after a pause.</summary>
/// <param name="ActionId">The action.</param>
/// <param name="Error">Why.</param>
public sealed record ActionRecordFailed(long ActionId, Exception Error) : JobGrabEvent;

/// <summary>Nobody handles actions of this type; the action is left waiting. Told once per action.</summary>
/// <param name="Action">The action.</param>
public sealed record ActionUnhandled(ActionTask Action) : JobGrabEvent;

/// <summary>A handler begins.</summary>
/// <param name="Action">The action.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
public sealed record ActionStarted(ActionTask Action, int Attempt) : JobGrabEvent;

/// <summary>An action has its result; the frontend is to be told.</summary>
/// <param name="Action">The action.</param>
/// <param name="Report">The result.</param>
public sealed record ActionFinished(ActionTask Action, ActionReport Report) : JobGrabEvent;

/// <summary>An attempt failed; the action is tried again.</summary>
/// <param name="Action">The action.</param>
/// <param name="Attempt">The attempt that ended, from 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="After">The pause until the next attempt.</param>
public sealed record ActionRetrying(ActionTask Action, int Attempt, string Reason, TimeSpan After) : JobGrabEvent;

/// <summary>The handler says not now; the action is tried again later, and this was no failed attempt.</summary>
/// <param name="Action">The action.</param>
/// <param name="Until">The time that the handler gave.</param>
/// <param name="After">The pause until the next attempt.</param>
public sealed record ActionDeferred(ActionTask Action, DateTimeOffset Until, TimeSpan After) : JobGrabEvent;

/// <summary>A stop ended a running handler. This is no failure: the action is still waiting and runs after the next start.</summary>
/// <param name="Action">The action.</param>
public sealed record ActionInterrupted(ActionTask Action) : JobGrabEvent;

/// <summary>The frontend has taken an action's result.</summary>
/// <param name="Report">The result.</param>
public sealed record ActionReported(ActionReport Report) : JobGrabEvent;

/// <summary>The frontend has not taken an action's result; it is told again after a pause, and the action does not run again meanwhile.</summary>
/// <param name="Report">The result.</param>
/// <param name="Error">Why.</param>
/// <param name="After">The pause until the next try; zero when a stop leaves no further one in this process.</param>
public sealed record ActionReportFailed(ActionReport Report, Exception Error, TimeSpan After) : JobGrabEvent;

/// <summary>
/// The frontend refuses an action's result although it works, with a plain message too.
/// The result is kept, the action does not run again, and its project goes on; an operator decides about it (<see cref="IJobGrabOperator.DecideReportAsync"/>).
/// </summary>
/// <param name="Report">The result.</param>
/// <param name="Error">Why the frontend did not take it.</param>
public sealed record ActionReportGivenUp(ActionReport Report, Exception Error) : JobGrabEvent;

/// <summary>
/// Results of actions could not be saved, removed or read where they are kept until the frontend has taken them.
/// They are reported all the same, and it is tried again.
/// </summary>
/// <param name="Error">The exception that says what was tried, and why it failed.</param>
public sealed record OutcomeStoreFailed(Exception Error) : JobGrabEvent;

/// <summary>
/// A predecessor left results of actions that the frontend has not taken for certain. They are reported now, and their actions do not run again.
/// </summary>
/// <param name="Count">How many.</param>
public sealed record StoredOutcomesFound(int Count) : JobGrabEvent;

/// <summary>A result of an action is not kept or reported any more.</summary>
/// <param name="Entry">The action's id; of what cannot be read, the name under which it was stored.</param>
/// <param name="Reason">Why.</param>
public sealed record StoredOutcomeDropped(string Entry, string Reason) : JobGrabEvent;

/// <summary>A stop waits for running actions to end by themselves; after the patience they are told to. Told once, when there are any.</summary>
/// <param name="Count">How many actions are running.</param>
/// <param name="Patience">How long it waits at most.</param>
public sealed record ActionsAwaited(int Count, TimeSpan Patience) : JobGrabEvent;

/// <summary>A step in the running of actions failed in a way that nobody foresaw; that step is lost, and the actions go on.</summary>
/// <param name="Error">The exception that was thrown.</param>
public sealed record ActionStepFailed(Exception Error) : JobGrabEvent;

/// <summary>
/// It could not be noted beside the lead that an action begins or has ended.
/// One that would begin waits for the next cycle; the note of one that has ended is removed later.
/// </summary>
/// <param name="Error">The exception that says what was tried, and why it failed.</param>
public sealed record ActionNotesFailed(Exception Error) : JobGrabEvent;

/// <summary>
/// Actions wait because a grabber that led before may still run what it has begun: those that share a project with what it has noted,
/// or all where it has noted nothing.
/// Told once in a lead.
/// </summary>
/// <param name="Noted">The actions that are noted, and until when each may run; empty when none is.</param>
/// <param name="AllUntil">
/// Until when no action begins at all, because a grabber of an older version led, which does not say what it has begun; null when none did.
/// </param>
public sealed record ActionsHeldBack(IReadOnlyList<NotedAction> Noted, DateTimeOffset? AllUntil) : JobGrabEvent;
