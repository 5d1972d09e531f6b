using CoprJobGrab.Model;

namespace CoprJobGrab.Events;

/// <summary>The frontend listed builds.</summary>
/// <param name="Count">Records in the list, more than none.</param>
public sealed record BuildsListed(int Count) : JobGrabEvent;

/// <summary>Tasks were claimed and pushed.</summary>
/// <param name="GroupId">To this builder group.</param>
/// <param name="TaskIds">In the order in which they were pushed.</param>
public sealed record TasksEnqueued(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TasksEnqueued)} {{ When = {When:O}, GroupId = {GroupId}, TaskIds = {ListText.Of(TaskIds)} }}";
}

/// <summary>Tasks were pushed again: they were given back, released by an operator, or their worker gave no sign for too long.</summary>
/// <param name="GroupId">To this builder group.</param>
/// <param name="TaskIds">In the order in which they were pushed.</param>
public sealed record TasksRequeued(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TasksRequeued)} {{ When = {When:O}, GroupId = {GroupId}, TaskIds = {ListText.Of(TaskIds)} }}";
}

/// <summary>
/// A task has failed too often and is set aside: it is not handed out until <see cref="IJobGrabOperator.ReleaseParkedAsync"/>,
/// or until the frontend has stopped listing it and lists it again.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskParked(string TaskId, string Reason) : JobGrabEvent;

/// <summary>
/// Claims ended because their tasks are listed no more, or because they move to another builder group, where they are pushed in the next cycle.
/// </summary>
/// <param name="GroupId">The builder group that the claims were in.</param>
/// <param name="TaskIds">The tasks.</param>
public sealed record TasksWithdrawn(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TasksWithdrawn)} {{ When = {When:O}, GroupId = {GroupId}, TaskIds = {ListText.Of(TaskIds)} }}";
}

/// <summary>
/// No builder group takes a task. Told once, and again when the reason changes; of more than a hundred in a cycle the next one says how many more there are.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskRefused(string TaskId, string Reason) : JobGrabEvent;

/// <summary>A record of the builds list cannot be used. Told once, and again when the reason changes.</summary>
/// <param name="Record">Which, and what is wrong with it.</param>
public sealed record TaskMalformed(MalformedRecord Record) : JobGrabEvent;

/// <summary>
/// A record's id stands earlier in the same list; the first counts.
/// Told once while the id is listed twice, and of a hundred in a cycle at most: the cycle's report counts them all.
/// </summary>
/// <param name="TaskId">The id.</param>
/// <param name="Index">The position of the later record, from 0. Texts for people count records from 1.</param>
public sealed record TaskRepeated(string TaskId, int Index) : JobGrabEvent;

/// <summary>A cycle did all of its work.</summary>
/// <param name="Report">The counts of what it found and did.</param>
public sealed record CycleSucceeded(CycleReport Report) : JobGrabEvent;

/// <summary>A cycle failed; the next one does what it left.</summary>
/// <param name="Report">Which cycle, why, and how long it took; its <see cref="CycleReport.Error"/> is not null.</param>
public sealed record CycleFailed(CycleReport Report) : JobGrabEvent
{
    internal Exception Error => Report.Error!;
}

/// <summary>A builder group could not be observed or written in a cycle; the others could. The next cycle does what was left.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Error">Why.</param>
public sealed record GroupFailed(string GroupId, BuildQueueException Error) : JobGrabEvent;

/// <summary>
/// The claims of a builder group are not there any more, or are older than they were: the store was lost, emptied, or came back with an older picture.
/// A task that this process knew to be taken or parked stays so; every other listed task is queued again.
/// </summary>
/// <param name="GroupId">The group.</param>
public sealed record QueueStoreLost(string GroupId) : JobGrabEvent;

/// <summary>Actions are listed and no handler is registered for any type, so all of them are left waiting. Told once per process.</summary>
/// <param name="Count">How many actions are listed.</param>
public sealed record NoActionHandlers(int Count) : JobGrabEvent;

/// <summary>The claim of a task ends because a message of the task-end channel said that its worker is done with it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
/// <param name="Rescheduled">True when the worker gave the task up, so that the frontend lists it again.</param>
public sealed record TaskReleased(string TaskId, string GroupId, bool Rescheduled) : JobGrabEvent;

/// <summary>A message of the task-end channel cannot be used.</summary>
/// <param name="Reason">Why.</param>
public sealed record TaskEndMalformed(string Reason) : JobGrabEvent;

/// <summary>
/// Messages of the task-end channel came faster than the grabber, the store or the frontend could act on them, and were dropped.
/// Their claims end otherwise, later.
/// </summary>
/// <param name="Count">How many since the last time this was told.</param>
public sealed record TaskEndsDropped(long Count) : JobGrabEvent;

/// <summary>The frontend has not taken that a build is to be listed again; it is told again after a pause, and the claim stays until then.</summary>
/// <param name="Build">The build.</param>
/// <param name="Error">Why.</param>
/// <param name="After">The pause until the next try.</param>
public sealed record RescheduleFailed(BuildChroot Build, Exception Error, TimeSpan After) : JobGrabEvent;

/// <summary>Claims that messages or the start signal spoke of could not be ended; it is tried again in the next cycle.</summary>
/// <param name="Count">How many claims.</param>
/// <param name="Error">Why.</param>
public sealed record TaskEndsFailed(int Count, Exception Error) : JobGrabEvent;

/// <summary>The task-end channel or the start signal cannot be read; it is tried again. Told once until it can.</summary>
/// <param name="Error">Why.</param>
public sealed record TaskEndsUnheard(Exception Error) : JobGrabEvent;

/// <summary>The backend gave the signal that it starts (wire 3.6), so that no worker has anything; what does not wait is queued again.</summary>
/// <param name="Forgotten">How many claims were ended.</param>
public sealed record BackendStarted(int Forgotten) : JobGrabEvent;

/// <summary>
/// Tasks that a cycle held could not be pushed between two cycles, because the queues could not be observed or written; it is tried again,
/// and the next cycle does it in any case.
/// Told once until it can.
/// </summary>
/// <param name="Error">Why.</param>
public sealed record TopUpFailed(Exception Error) : JobGrabEvent;

/// <summary>
/// Two lists or more did not have tasks that workers have taken, and now they are listed again: their claims were kept, and they are not handed out.
/// The lists that missed them were wrong, or the one that has them is out of date.
/// A task that had ended, and was submitted anew under the same id, waits until its worker is given up:
/// <see cref="ClaimOptions.AbsenceMemory"/>, <see cref="IJobGrabOperator.ForgetTaskAsync"/>.
/// </summary>
/// <param name="TaskIds">The tasks.</param>
public sealed record ClaimsKept(IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ClaimsKept)} {{ When = {When:O}, TaskIds = {ListText.Of(TaskIds)} }}";
}
