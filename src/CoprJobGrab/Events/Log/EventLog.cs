using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Log;

/// <summary>The log messages. A message has the name of its event; its id is in <c>docs/events.md</c>, stays as it is and is never used again.</summary>
internal static partial class EventLog
{
    [LoggerMessage(EventId = 1, Message = "The grabber has started: work from {Source}, queues {Queue}, builder groups {Groups}")]
    public static partial void GrabberStarted(this ILogger logger, LogLevel level, string source, string queue, string groups);

    [LoggerMessage(EventId = 2, Message = "The grabber has stopped")]
    public static partial void GrabberStopped(this ILogger logger, LogLevel level);

    [LoggerMessage(EventId = 3, Message = "Builds in the frontend's list: {Count}")]
    public static partial void BuildsListed(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 4, Message = "Actions in the frontend's list: {Count}")]
    public static partial void ActionsListed(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 5, Message = "Tasks pushed to the queue of group {GroupId}: {Count}")]
    public static partial void TasksEnqueued(this ILogger logger, LogLevel level, int count, string groupId);

    [LoggerMessage(
        EventId = 6, Message = "Claims of group {GroupId} that have ended, because their tasks are listed no more or move to another group: {Count}")]
    public static partial void TasksWithdrawn(this ILogger logger, LogLevel level, int count, string groupId);

    [LoggerMessage(EventId = 7, Message = "Task {TaskId} is refused: {Reason}")]
    public static partial void TaskRefused(this ILogger logger, LogLevel level, string taskId, string reason);

    [LoggerMessage(EventId = 8, Message = "Record {Record} of the builds list ({Task}) cannot be used: {Reason}")]
    public static partial void TaskMalformed(this ILogger logger, LogLevel level, int record, string task, string reason);

    [LoggerMessage(EventId = 9, Message = "Record {Record} of the builds list repeats task {TaskId}; the first one counts")]
    public static partial void TaskRepeated(this ILogger logger, LogLevel level, int record, string taskId);

    [LoggerMessage(EventId = 10, Message = "Cycle {Cycle}: {Counts}, in {ElapsedMilliseconds} ms")]
    public static partial void CycleSucceeded(this ILogger logger, LogLevel level, long cycle, string counts, double elapsedMilliseconds);

    [LoggerMessage(EventId = 11, Message = "Cycle {Cycle} failed, and the next one does what it left: {Reason}")]
    public static partial void CycleFailed(this ILogger logger, LogLevel level, long cycle, string reason, Exception? error);

    [LoggerMessage(EventId = 12, Message = "The action list could not be had: {Reason}")]
    public static partial void ActionListFailed(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(EventId = 13, Message = "The list of cancel requests could not be had: {Reason}")]
    public static partial void CancelListFailed(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(EventId = 14, Message = "The frontend's API version {Version} is below the configured minimum {Minimum}")]
    public static partial void FrontendTooOld(this ILogger logger, LogLevel level, int version, int minimum);

    [LoggerMessage(EventId = 15, Message = "The claims of group {GroupId} are lost, or older than they were; "
        + "what was known to be taken or parked stays so, and what else is listed is queued again")]
    public static partial void QueueStoreLost(this ILogger logger, LogLevel level, string groupId);

    [LoggerMessage(EventId = 16, Message = "Record {Record} of the action list cannot be used: {Reason}")]
    public static partial void ActionMalformed(this ILogger logger, LogLevel level, int record, string reason);

    [LoggerMessage(EventId = 17, Message = "The record of action {ActionId} could not be had, and is asked for again: {Reason}")]
    public static partial void ActionRecordFailed(this ILogger logger, LogLevel level, long actionId, string reason, Exception? error);

    [LoggerMessage(EventId = 18, Message = "Nobody handles action {ActionId} of type {ActionType}; it is left waiting")]
    public static partial void ActionUnhandled(this ILogger logger, LogLevel level, long actionId, ActionType actionType);

    [LoggerMessage(EventId = 19, Message = "Action {ActionId} of type {ActionType} begins, attempt {Attempt}")]
    public static partial void ActionStarted(this ILogger logger, LogLevel level, long actionId, ActionType actionType, int attempt);

    [LoggerMessage(EventId = 20, Message = "Action {ActionId} of type {ActionType} {Result}")]
    public static partial void ActionFinished(this ILogger logger, LogLevel level, long actionId, ActionType actionType, string result);

    [LoggerMessage(
        EventId = 21,
        Message = "Attempt {Attempt} of action {ActionId} of type {ActionType} ended without a result, and the next begins after {AfterSeconds} s: {Reason}")]
    public static partial void ActionRetrying(
        this ILogger logger, LogLevel level, int attempt, long actionId, ActionType actionType, double afterSeconds, string reason);

    [LoggerMessage(EventId = 22, Message = "A stop interrupted action {ActionId} of type {ActionType}; it runs again after the next start")]
    public static partial void ActionInterrupted(this ILogger logger, LogLevel level, long actionId, ActionType actionType);

    [LoggerMessage(EventId = 23, Message = "The frontend has the result of action {ActionId}")]
    public static partial void ActionReported(this ILogger logger, LogLevel level, long actionId);

    [LoggerMessage(EventId = 24, Message = "The frontend has not taken the result of action {ActionId}, and is told again after {AfterSeconds} s: {Reason}")]
    public static partial void ActionReportFailed(this ILogger logger, LogLevel level, long actionId, double afterSeconds, string reason, Exception? error);

    [LoggerMessage(EventId = 28, Message = "Action {ActionId} of type {ActionType} is deferred until {Until}; the next attempt begins after {AfterSeconds} s")]
    public static partial void ActionDeferred(
        this ILogger logger, LogLevel level, long actionId, ActionType actionType, DateTimeOffset until, double afterSeconds);

    [LoggerMessage(
        EventId = 29,
        Message = "No action handler is registered, so the actions in the frontend's list are left waiting: {Count}. Add one with AddActionHandler")]
    public static partial void NoActionHandlers(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 30, Message = "A step in the running of actions failed, and the others go on: {Reason}")]
    public static partial void ActionStepFailed(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(EventId = 25, Message = "Failures of the event sink {Sink} so far: {Failures}; the last one: {Reason}")]
    public static partial void SinkFailed(this ILogger logger, LogLevel level, string sink, long failures, string reason, Exception? error);

    [LoggerMessage(EventId = 26, Message = "Events that the event sink {Sink} has dropped: {Count}")]
    public static partial void EventsDropped(this ILogger logger, LogLevel level, string sink, long count);

    [LoggerMessage(EventId = 27, Message = "Builder group {GroupId} failed, and the next cycle does what was left: {Reason}")]
    public static partial void GroupFailed(this ILogger logger, LogLevel level, string groupId, string reason, Exception? error);

    [LoggerMessage(EventId = 32, Message = "The grabber leads, with epoch {Epoch}")]
    public static partial void LeadTaken(this ILogger logger, LogLevel level, long epoch);

    [LoggerMessage(
        EventId = 33,
        Message = "The grabber leads no more with epoch {Epoch}, because the store holds epoch {FencedBy}; the next cycle stands by, or takes the lead anew")]
    public static partial void LeadLost(this ILogger logger, LogLevel level, long epoch, long fencedBy);

    [LoggerMessage(EventId = 34, Message = "Another grabber leads; this one stands by")]
    public static partial void StandingBy(this ILogger logger, LogLevel level);

    [LoggerMessage(EventId = 35, Message = "The grabber has handed the lead over")]
    public static partial void LeadHandedOver(this ILogger logger, LogLevel level);

    [LoggerMessage(EventId = 31, Message = "Waiting up to {PatienceSeconds} s for running actions to end: {Count}")]
    public static partial void ActionsAwaited(this ILogger logger, LogLevel level, double patienceSeconds, int count);

    [LoggerMessage(EventId = 50, Message = "The store of action results failed; they are reported all the same, and it is tried again: {Reason}")]
    public static partial void OutcomeStoreFailed(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(EventId = 51, Message = "Action results that a predecessor left, and that are reported now: {Count}")]
    public static partial void StoredOutcomesFound(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 52, Message = "The result of action {Entry} is dropped: {Reason}")]
    public static partial void StoredOutcomeDropped(this ILogger logger, LogLevel level, string entry, string reason);

    [LoggerMessage(EventId = 53, Message = "{Sentence}")]
    public static partial void ActionsHeldBack(this ILogger logger, LogLevel level, string sentence);

    [LoggerMessage(EventId = 54, Message = "The notes of which actions were begun could not be written, and it is tried again: {Reason}")]
    public static partial void ActionNotesFailed(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(
        EventId = 55,
        Message = "The frontend refuses the result of action {ActionId}, with a plain message too: "
            + "it is given up until an operator has it told, dropped or the action run again: {Reason}")]
    public static partial void ActionReportGivenUp(this ILogger logger, LogLevel level, long actionId, string reason, Exception? error);

    [LoggerMessage(EventId = 40, Message = "A message ended the claim of task {TaskId} in group {GroupId}: its worker {What}")]
    public static partial void TaskReleased(this ILogger logger, LogLevel level, string taskId, string groupId, string what);

    [LoggerMessage(EventId = 41, Message = "A message of the task-end channel is ignored: {Reason}")]
    public static partial void TaskEndMalformed(this ILogger logger, LogLevel level, string reason);

    [LoggerMessage(EventId = 42, Message = "Task-end messages that were dropped because they came faster than they could be acted on: {Count}")]
    public static partial void TaskEndsDropped(this ILogger logger, LogLevel level, long count);

    [LoggerMessage(EventId = 43, Message = "The frontend was not told to list task {TaskId} again, and is told in {AfterSeconds} s: {Reason}")]
    public static partial void RescheduleFailed(this ILogger logger, LogLevel level, string taskId, double afterSeconds, string reason, Exception? error);

    [LoggerMessage(EventId = 44, Message = "Claims that could not be ended, and are in the next cycle: {Count}. {Reason}")]
    public static partial void TaskEndsFailed(this ILogger logger, LogLevel level, int count, string reason, Exception? error);

    [LoggerMessage(EventId = 45, Message = "The task-end channel or the start signal cannot be read, and is tried again: {Reason}")]
    public static partial void TaskEndsUnheard(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(EventId = 46, Message = "The backend starts anew; claims of tasks that did not wait, which are ended: {Forgotten}")]
    public static partial void BackendStarted(this ILogger logger, LogLevel level, int forgotten);

    [LoggerMessage(EventId = 60, Message = "Tasks pushed again to the queue of group {GroupId}: {Count}")]
    public static partial void TasksRequeued(this ILogger logger, LogLevel level, int count, string groupId);

    [LoggerMessage(
        EventId = 61,
        Message = "Task {TaskId} is parked until an operator releases it, by ReleaseParkedAsync or the console host's command parked release: {Reason}")]
    public static partial void TaskParked(this ILogger logger, LogLevel level, string taskId, string reason);

    [LoggerMessage(EventId = 64, Message = "Tasks that two lists or more did not have and that are listed again, whose claims were kept: {Count} ({Ids}). "
        + "They are not handed out, because workers may have them; "
            + "where a build had ended and was submitted anew under the same id, say so by ForgetTaskAsync or the console host's command forget --task")]
    public static partial void ClaimsKept(this ILogger logger, LogLevel level, int count, string ids);

    [LoggerMessage(EventId = 63, Message = "Held tasks could not be queued between two cycles; the next cycle tries it too. {Reason}")]
    public static partial void TopUpFailed(this ILogger logger, LogLevel level, string reason, Exception? error);

    [LoggerMessage(EventId = 48, Message = "About the configuration: {Note}")]
    public static partial void ConfigurationNoted(this ILogger logger, LogLevel level, string note);

    [LoggerMessage(EventId = 58, Message = "The configuration has changed: {Changes}")]
    public static partial void ConfigurationChanged(this ILogger logger, LogLevel level, string changes);

    [LoggerMessage(EventId = 59, Message = "The configuration has changed and is refused, so that the last good one stays: {Faults}")]
    public static partial void ConfigurationRefused(this ILogger logger, LogLevel level, string faults);

    [LoggerMessage(EventId = 70, Message = "Cancel requests that could not be acted on, and are again: {Count}. {Reason}")]
    public static partial void CancelsFailed(this ILogger logger, LogLevel level, int count, string reason, Exception? error);

    [LoggerMessage(EventId = 71, Message = "Task {TaskId} is cancelled by its user: {What}")]
    public static partial void TaskCancelled(this ILogger logger, LogLevel level, string taskId, string what);

    [LoggerMessage(EventId = 72, Message = "Task {TaskId} is cancelled by its user, "
        + "but a worker of group {GroupId} has taken it that gives no sign and cannot be stopped; end the build there if it must not go on")]
    public static partial void CancelUnstoppable(this ILogger logger, LogLevel level, string taskId, string groupId);

    [LoggerMessage(EventId = 73, Message = "The frontend was not told that task {TaskId} is cancelled, and is told in {AfterSeconds} s: {Reason}")]
    public static partial void CancelReportFailed(this ILogger logger, LogLevel level, string taskId, double afterSeconds, string reason, Exception? error);

    [LoggerMessage(EventId = 74, Message = "The frontend knows now that task {TaskId} is cancelled; tries that had failed: {Failures}")]
    public static partial void CancelReportRecovered(this ILogger logger, LogLevel level, string taskId, int failures);

    [LoggerMessage(EventId = 47, Message = "The set-up is doubtful: {Finding}")]
    public static partial void SetupDoubtful(this ILogger logger, LogLevel level, string finding);
}
