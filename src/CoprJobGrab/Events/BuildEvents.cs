using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>The frontend listed builds.</summary>
/// <param name="Count">Records in the list, more than none.</param>
public sealed record BuildsListed(int Count) : JobGrabEvent
{
    internal override EventSentence Sentence => new(3, LogLevel.Debug, Cycle, "Builds in the frontend's list: {Count}", Count);
}

/// <summary>Tasks were claimed and pushed.</summary>
/// <param name="GroupId">To this builder group.</param>
/// <param name="TaskIds">In the order in which they were pushed.</param>
public sealed record TasksEnqueued(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(5, LogLevel.Information, Cycle, "Tasks pushed to the queue of group {GroupId}: {Count}", GroupId, TaskIds.Count) { Ids = TaskIds };
}

/// <summary>Tasks were pushed again: they were given back, released by an operator, or their worker gave no sign for too long.</summary>
/// <param name="GroupId">To this builder group.</param>
/// <param name="TaskIds">In the order in which they were pushed.</param>
public sealed record TasksRequeued(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(60, LogLevel.Information, Cycle, "Tasks pushed again to the queue of group {GroupId}: {Count}", GroupId, TaskIds.Count) { Ids = TaskIds };
}

/// <summary>
/// A task has failed too often and is set aside: it is not handed out until <see cref="JobGrabber.ReleaseParkedAsync"/>,
/// or until the frontend has stopped listing it and lists it again.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskParked(string TaskId, string Reason) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        61, LogLevel.Warning, Cycle,
        "Task {TaskId} is parked until an operator releases it, by ReleaseParkedAsync or the console host's command parked release: {Reason}",
        TaskId, Reason);
}

/// <summary>
/// Claims ended because their tasks are listed no more, or because they move to another builder group, where they are pushed in the next cycle.
/// </summary>
/// <param name="GroupId">The builder group that the claims were in.</param>
/// <param name="TaskIds">The tasks.</param>
public sealed record TasksWithdrawn(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        6, LogLevel.Information, Cycle,
        "Claims of group {GroupId} that have ended, because their tasks are listed no more or move to another group: {Count}",
        GroupId, TaskIds.Count) { Ids = TaskIds };
}

/// <summary>
/// No builder group takes a task. Told once, and again when the reason changes; of more than a hundred in a cycle the next one says how many more there are.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskRefused(string TaskId, string Reason) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(7, LogLevel.Warning, Cycle, "Task {TaskId} is refused: {Reason}", TaskId, Reason.Replace($", task: {TaskId}", "", StringComparison.Ordinal));
}

/// <summary>A record of the builds list cannot be used. Told once, and again when the reason changes.</summary>
/// <param name="Record">Which, and what is wrong with it.</param>
public sealed record TaskMalformed(MalformedRecord Record) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        8, LogLevel.Warning, Cycle,
        "Record {Record} of the builds list ({Task}) cannot be used: {Reason}",
        Record.Number, Record.TaskId is { } taskId ? $"task {taskId}" : "without a usable id", Record.Reason);
}

/// <summary>
/// A record's id stands earlier in the same list; the first counts.
/// Told once while the id is listed twice, and of a hundred in a cycle at most: the cycle's report counts them all.
/// </summary>
/// <param name="TaskId">The id.</param>
/// <param name="Index">The position of the later record, from 0. Texts for people count records from 1.</param>
public sealed record TaskRepeated(string TaskId, int Index) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(9, LogLevel.Warning, Cycle, "Record {Record} of the builds list repeats task {TaskId}; the first one counts", Index + 1, TaskId);
}

/// <summary>A cycle did all of its work.</summary>
/// <param name="Report">The counts of what it found and did.</param>
public sealed record CycleSucceeded(CycleReport Report) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        10, DidSomething ? LogLevel.Information : LogLevel.Debug, Cycle,
        "Cycle {Cycle}: {Counts}, in {ElapsedMilliseconds} ms",
        Report.Cycle, CycleCounts.Of(Report), Math.Round(Report.Elapsed.TotalMilliseconds, 1));

    private bool DidSomething => Report.Enqueued + Report.Requeued + Report.Withdrawn + Report.Cancelled > 0;
}

/// <summary>A cycle failed; the next one does what it left.</summary>
/// <param name="Report">Which cycle, why, and how long it took; its <see cref="CycleReport.Error"/> is not null.</param>
public sealed record CycleFailed(CycleReport Report) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(11, LogLevel.Error, Cycle, "Cycle {Cycle} failed, and the next one does what it left: {Reason}", Report.Cycle, Report.Error);
}

/// <summary>A builder group could not be observed or written in a cycle; the others could. The next cycle does what was left.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Error">Why.</param>
public sealed record GroupFailed(string GroupId, BuildQueueException Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(27, LogLevel.Error, Cycle, "Builder group {GroupId} failed, and the next cycle does what was left: {Reason}", GroupId, Error);
}

/// <summary>
/// The claims of a builder group are not there any more, or are older than they were: the store was lost, emptied, or came back with an older picture.
/// A task that this process knew to be taken or parked stays so; every other listed task is queued again.
/// </summary>
/// <param name="GroupId">The group.</param>
public sealed record QueueStoreLost(string GroupId) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        15, LogLevel.Warning, Cycle,
        "The claims of group {GroupId} are lost, or older than they were; what was known to be taken or parked stays so, and what else is listed "
            + "is queued again",
        GroupId);
}

/// <summary>Actions are listed and no handler is registered for any type, so all of them are left waiting. Told once per process.</summary>
/// <param name="Count">How many actions are listed.</param>
public sealed record NoActionHandlers(int Count) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        29, LogLevel.Warning, Actions,
        "No action handler is registered, so the actions in the frontend's list are left waiting: {Count}. Add one with AddActionHandler",
        Count);
}

/// <summary>The claim of a task ends because a message of the task-end channel said that its worker is done with it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
/// <param name="Rescheduled">True when the worker gave the task up, so that the frontend lists it again.</param>
public sealed record TaskReleased(string TaskId, string GroupId, bool Rescheduled) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        40, LogLevel.Information, Cycle,
        "A message ended the claim of task {TaskId} in group {GroupId}: its worker {What}",
        TaskId, GroupId, Rescheduled ? "gave it up" : "is done with it");
}

/// <summary>A message of the task-end channel cannot be used.</summary>
/// <param name="Reason">Why.</param>
public sealed record TaskEndMalformed(string Reason) : JobGrabEvent
{
    internal override EventSentence Sentence => new(41, LogLevel.Warning, Cycle, "A message of the task-end channel is ignored: {Reason}", Reason);
}

/// <summary>
/// Messages of the task-end channel came faster than the grabber, the store or the frontend could act on them, and were dropped.
/// Their claims end otherwise, later.
/// </summary>
/// <param name="Count">How many since the last time this was told.</param>
public sealed record TaskEndsDropped(long Count) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(42, LogLevel.Warning, Cycle, "Task-end messages that were dropped because they came faster than they could be acted on: {Count}", Count);
}

/// <summary>The frontend has not taken that a build is to be listed again; it is told again after a pause, and the claim stays until then.</summary>
/// <param name="Build">The build.</param>
/// <param name="Error">Why.</param>
/// <param name="After">The pause until the next try.</param>
public sealed record RescheduleFailed(BuildChroot Build, Exception Error, TimeSpan After) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        43, LogLevel.Warning, Cycle,
        "The frontend was not told to list task {TaskId} again, and is told in {AfterSeconds} s: {Reason}",
        Build.TaskId, After, Error);
}

/// <summary>Claims that messages or the start signal spoke of could not be ended; it is tried again in the next cycle.</summary>
/// <param name="Count">How many claims.</param>
/// <param name="Error">Why.</param>
public sealed record TaskEndsFailed(int Count, Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(44, LogLevel.Warning, Cycle, "Claims that could not be ended, and are in the next cycle: {Count}. {Reason}", Count, Error);
}

/// <summary>The task-end channel or the start signal cannot be read; it is tried again. Told once until it can.</summary>
/// <param name="Error">Why.</param>
public sealed record TaskEndsUnheard(Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(45, LogLevel.Warning, Cycle, "The task-end channel or the start signal cannot be read, and is tried again: {Reason}", Error);
}

/// <summary>The backend gave the signal that it starts (wire 3.6), so that no worker has anything; what does not wait is queued again.</summary>
/// <param name="Forgotten">How many claims were ended.</param>
public sealed record BackendStarted(int Forgotten) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(46, LogLevel.Information, Cycle, "The backend starts anew; claims of tasks that did not wait, which are ended: {Forgotten}", Forgotten);
}

/// <summary>
/// Tasks that a cycle held could not be pushed between two cycles, because the queues could not be observed or written; it is tried again,
/// and the next cycle does it in any case.
/// Told once until it can.
/// </summary>
/// <param name="Error">Why.</param>
public sealed record TopUpFailed(Exception Error) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(63, LogLevel.Warning, Cycle, "Held tasks could not be queued between two cycles; the next cycle tries it too. {Reason}", Error);
}

/// <summary>
/// Two lists or more did not have tasks that workers have taken, and now they are listed again: their claims were kept, and they are not handed out.
/// The lists that missed them were wrong, or the one that has them is out of date.
/// A task that had ended, and was submitted anew under the same id, waits until its worker is given up:
/// <see cref="ClaimOptions.AbsenceMemory"/>, <see cref="JobGrabber.ForgetTaskAsync"/>.
/// </summary>
/// <param name="TaskIds">The tasks.</param>
public sealed record ClaimsKept(IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    // In one line.
    private const int MostIds = 20;

    internal override EventSentence Sentence => new(
        64, LogLevel.Warning, Cycle,
        "Tasks that two lists or more did not have and that are listed again, whose claims were kept: {Count} ({Ids}). They are not handed out, "
            + "because workers may have them; where a build had ended and was submitted anew under the same id, say so by ForgetTaskAsync or the console "
            + "host's command forget --task",
        TaskIds.Count, string.Join(", ", TaskIds.Take(MostIds)) + (TaskIds.Count > MostIds ? ", …" : ""));
}
