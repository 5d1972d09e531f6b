namespace CoprJobGrab;

/// <summary>Something that happened. A closed set; <c>docs/events.md</c> lists every case.</summary>
public abstract record JobGrabEvent
{
    private protected JobGrabEvent() { }

    /// <summary>When it happened.</summary>
    public DateTimeOffset When { get; internal set; }
}

/// <summary>The hosted loop begins.</summary>
/// <param name="Groups">The ids of the builder groups.</param>
/// <param name="Source">Where work comes from: the frontend's address, without user information, and protocol; of a source of the host's what its <c>ToString()</c> says.</param>
/// <param name="Queue">Where builds are queued: <c>in memory</c>, or <c>on Redis HOST:PORT</c>; of a queue of the host's what its <c>ToString()</c> says.</param>
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

/// <summary>This grabber led and does no more: another has taken the lead over, or the store does not know this one's lead any more, which is then taken anew.</summary>
/// <param name="Epoch">The number of the lead that has ended.</param>
/// <param name="FencedBy">The epoch that the store holds instead; 0 when it holds none.</param>
public sealed record LeadLost(long Epoch, long FencedBy) : JobGrabEvent;

/// <summary>Another grabber leads; this one waits for its turn. Told once until it has led.</summary>
public sealed record StandingBy : JobGrabEvent;

/// <summary>This grabber led and stops: the next one may lead at once.</summary>
public sealed record LeadHandedOver : JobGrabEvent;

/// <summary>Something in the set-up is doubtful, or could not be checked. Each finding is told once per process, unless <see cref="CoprJobGrabOptions.Checks"/> says that it is a failure.</summary>
/// <param name="Finding">A sentence with the value that was found, and the cure.</param>
public sealed record SetupDoubtful(string Finding) : JobGrabEvent;

/// <summary>The frontend listed builds.</summary>
/// <param name="Count">Records in the list, more than none.</param>
public sealed record BuildsListed(int Count) : JobGrabEvent;

/// <summary>The frontend listed actions.</summary>
/// <param name="Count">Records in the list, more than none.</param>
public sealed record ActionsListed(int Count) : JobGrabEvent;

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

/// <summary>A task has failed too often and is set aside: it is not handed out until <see cref="JobGrabber.ReleaseParkedAsync"/>, or until the frontend has stopped listing it and lists it again.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskParked(string TaskId, string Reason) : JobGrabEvent;

/// <summary>Claims ended because their tasks are listed no more, or because they move to another builder group, where they are pushed in the next cycle.</summary>
/// <param name="GroupId">Of this builder group.</param>
/// <param name="TaskIds">The tasks.</param>
public sealed record TasksWithdrawn(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TasksWithdrawn)} {{ When = {When:O}, GroupId = {GroupId}, TaskIds = {ListText.Of(TaskIds)} }}";
}

/// <summary>No builder group takes a task. Told once, and again when the reason changes; of more than a hundred in a cycle the next one says how many more there are.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskRefused(string TaskId, string Reason) : JobGrabEvent;

/// <summary>A record of the builds list cannot be used. Told once, and again when the reason changes.</summary>
/// <param name="Record">Which, and what is wrong with it.</param>
public sealed record TaskMalformed(MalformedRecord Record) : JobGrabEvent;

/// <summary>A record's id stands earlier in the same list; the first counts. Told once while the id is listed twice, and of a hundred in a cycle at most: the cycle's report counts them all.</summary>
/// <param name="TaskId">The id.</param>
/// <param name="Index">The position of the later record, from 0. Texts for people count records from 1.</param>
public sealed record TaskRepeated(string TaskId, int Index) : JobGrabEvent;

/// <summary>A cycle did all of its work.</summary>
/// <param name="Report">What it found and did.</param>
public sealed record CycleSucceeded(CycleReport Report) : JobGrabEvent;

/// <summary>A cycle failed; the next one does what it left.</summary>
/// <param name="Report">Which cycle, why, and how long it took; its <see cref="CycleReport.Error"/> is not null.</param>
public sealed record CycleFailed(CycleReport Report) : JobGrabEvent
{
    internal Exception Error => Report.Error!;
}

/// <summary>A builder group could not be observed or written in a cycle; the others could. What was left, the next cycle does.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Error">Why.</param>
public sealed record GroupFailed(string GroupId, BuildQueueException Error) : JobGrabEvent;

/// <summary>The action list could not be had, while the builds list could.</summary>
/// <param name="Error">Why.</param>
public sealed record ActionListFailed(TaskSourceException Error) : JobGrabEvent;

/// <summary>The list of cancel requests could not be had; it is asked for again. Told once until it can be had.</summary>
/// <param name="Error">Why.</param>
public sealed record CancelListFailed(Exception Error) : JobGrabEvent;

/// <summary>The frontend's API version is below the configured minimum. Told once, and again when the version changes.</summary>
/// <param name="Version">What the frontend says; 0 when it does not.</param>
/// <param name="Minimum">What is configured.</param>
public sealed record FrontendTooOld(int Version, int Minimum) : JobGrabEvent;

/// <summary>The claims of a builder group are not there any more, or are older than they were: the store was lost, emptied, or came back with an older picture. What this process knew to be taken or parked stays so; what else is listed is queued again.</summary>
/// <param name="GroupId">The group.</param>
public sealed record QueueStoreLost(string GroupId) : JobGrabEvent;

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

/// <summary>A stop ended a running handler. That is no failure: the action is still waiting and runs after the next start.</summary>
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
/// The frontend refuses an action's result although it works, with a plain message too. The result is kept, the action does not run again, and its project goes on; an operator
/// decides about it (<see cref="JobGrabber.DecideReportAsync"/>).
/// </summary>
/// <param name="Report">The result.</param>
/// <param name="Error">Why the frontend did not take it.</param>
public sealed record ActionReportGivenUp(ActionReport Report, Exception Error) : JobGrabEvent;

/// <summary>Results of actions could not be saved, removed or read where they are kept until the frontend has taken them. They are reported all the same, and it is tried again.</summary>
/// <param name="Error">What was tried, and why it failed.</param>
public sealed record OutcomeStoreFailed(Exception Error) : JobGrabEvent;

/// <summary>A predecessor left results of actions that the frontend has not taken for certain. They are reported now, and their actions do not run again.</summary>
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

/// <summary>Actions are listed and no handler is registered for any type, so all of them are left waiting. Told once per process.</summary>
/// <param name="Count">How many actions are listed.</param>
public sealed record NoActionHandlers(int Count) : JobGrabEvent;

/// <summary>A step in the running of actions failed in a way that nobody foresaw; that step is lost, and the actions go on.</summary>
/// <param name="Error">What happened.</param>
public sealed record ActionStepFailed(Exception Error) : JobGrabEvent;

/// <summary>The claim of a task ends because a message of the task-end channel said that its worker is done with it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
/// <param name="Rescheduled">True when the worker gave the task up, so that the frontend lists it again.</param>
public sealed record TaskReleased(string TaskId, string GroupId, bool Rescheduled) : JobGrabEvent;

/// <summary>A message of the task-end channel cannot be used.</summary>
/// <param name="Reason">Why.</param>
public sealed record TaskEndMalformed(string Reason) : JobGrabEvent;

/// <summary>Messages of the task-end channel came faster than the grabber, the store or the frontend could act on them, and were dropped. Their claims end otherwise, later.</summary>
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

/// <summary>The backend gave the signal that it starts (spec 3.6), so that no worker has anything; what does not wait is queued again.</summary>
/// <param name="Forgotten">How many claims were ended.</param>
public sealed record BackendStarted(int Forgotten) : JobGrabEvent;

/// <summary>
/// What a cycle held could not be pushed between two cycles, because the queues could not be observed or written; it is tried again, and the next cycle does it in any case.
/// Told once until it can.
/// </summary>
/// <param name="Error">Why.</param>
public sealed record TopUpFailed(Exception Error) : JobGrabEvent;

/// <summary>Cancel requests could not be acted on, because the queues could not be observed or written, or stay undecided from one step to the next; it is tried again. Told once until they can.</summary>
/// <param name="Count">How many requests.</param>
/// <param name="Error">Why.</param>
public sealed record CancelsFailed(int Count, Exception Error) : JobGrabEvent;

/// <summary>A user has cancelled a task, and it is decided what that means; the frontend is told from now on.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">What the frontend is told: true when a worker has the task, false when no worker has it and none will get it.</param>
public sealed record TaskCancelled(string TaskId, bool WasRunning) : JobGrabEvent;

/// <summary>A user has cancelled a task that a worker has which gives no sign, and so cannot be told to stop. The claim stays until the build ends.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
public sealed record CancelUnstoppable(string TaskId, string GroupId) : JobGrabEvent;

/// <summary>The frontend has not taken what became of a cancelled task; it is told again after a pause, which grows. Told at the first failure.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Error">Why.</param>
/// <param name="After">The pause until the next try.</param>
public sealed record CancelReportFailed(string TaskId, Exception Error, TimeSpan After) : JobGrabEvent;

/// <summary>The frontend has taken what became of a cancelled task, after it had not.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Failures">How many tries had failed.</param>
public sealed record CancelReportRecovered(string TaskId, int Failures) : JobGrabEvent;

/// <summary>A sink threw; the other sinks have the event.</summary>
/// <param name="Sink">The sink's type, or the name that was given to <see cref="EventSink.Create"/>.</param>
/// <param name="Error">What it threw.</param>
/// <param name="Failures">How often it has thrown so far; told at the first failure and at each doubling.</param>
public sealed record SinkFailed(string Sink, Exception Error, long Failures) : JobGrabEvent;

/// <summary>A sink's buffer was full, or its destination away, and events were dropped.</summary>
/// <param name="Sink">The sink's type, or the name that was given to <see cref="EventSink.Create"/>.</param>
/// <param name="Count">How many since the last time this was told.</param>
public sealed record EventsDropped(string Sink, long Count) : JobGrabEvent;
