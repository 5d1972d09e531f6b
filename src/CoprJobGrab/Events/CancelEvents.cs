using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>The list of cancel requests could not be had; it is asked for again. Told once until it can be had.</summary>
/// <param name="Error">Why.</param>
public sealed record CancelListFailed(Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence => new(13, LogLevel.Warning, Cancels, "The list of cancel requests could not be had: {Reason}", Error);
}

/// <summary>
/// Cancel requests could not be acted on, because the queues could not be observed or written, or stay undecided from one step to the next; it is tried again.
/// Told once until they can.
/// </summary>
/// <param name="Count">How many requests.</param>
/// <param name="Error">Why.</param>
public sealed record CancelsFailed(int Count, Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(70, LogLevel.Warning, Cancels, "Cancel requests that could not be acted on, and are again: {Count}. {Reason}", Count, Error);
}

/// <summary>A user has cancelled a task, and it is decided what that means; the frontend is told from now on.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">The answer that the frontend is told: true when a worker has the task, false when no worker has it and none will get it.</param>
public sealed record TaskCancelled(string TaskId, bool WasRunning) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        71, LogLevel.Information, Cancels,
        "Task {TaskId} is cancelled by its user: {What}",
        TaskId, WasRunning ? "a worker has it" : "no worker has it, and none gets it");
}

/// <summary>A user has cancelled a task that a worker has which gives no sign, and so cannot be told to stop. The claim stays until the build ends.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
public sealed record CancelUnstoppable(string TaskId, string GroupId) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        72, LogLevel.Warning, Cancels,
        "Task {TaskId} is cancelled by its user, but a worker of group {GroupId} has taken it that gives no sign and cannot be stopped; end the "
            + "build there if it must not go on",
        TaskId, GroupId);
}

/// <summary>The frontend has not taken what became of a cancelled task; it is told again after a pause, which grows. Told at the first failure.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Error">Why.</param>
/// <param name="After">The pause until the next try.</param>
public sealed record CancelReportFailed(string TaskId, Exception Error, TimeSpan After) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        73, LogLevel.Warning, Cancels,
        "The frontend was not told that task {TaskId} is cancelled, and is told in {AfterSeconds} s: {Reason}",
        TaskId, After, Error);
}

/// <summary>The frontend has taken what became of a cancelled task, after it had not.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Failures">How many tries had failed.</param>
public sealed record CancelReportRecovered(string TaskId, int Failures) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(74, LogLevel.Information, Cancels, "The frontend knows now that task {TaskId} is cancelled; tries that had failed: {Failures}", TaskId, Failures);
}
