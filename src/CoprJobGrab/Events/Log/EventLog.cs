using Microsoft.Extensions.Logging;

namespace CoprJobGrab;

/// <summary>The log messages. A message has the name of its event; its id is in <c>docs/events.md</c>, stays as it is and is never used again.</summary>
internal static partial class EventLog
{
    [LoggerMessage(EventId = 1, Message = "The grabber has started for the builder groups {Groups}")]
    public static partial void GrabberStarted(this ILogger logger, LogLevel level, string groups);

    [LoggerMessage(EventId = 2, Message = "The grabber has stopped")]
    public static partial void GrabberStopped(this ILogger logger, LogLevel level);

    [LoggerMessage(EventId = 3, Message = "The frontend lists {Count} builds")]
    public static partial void BuildsListed(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 4, Message = "The frontend lists {Count} actions")]
    public static partial void ActionsListed(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 5, Message = "Pushed {Count} tasks to the queue of group {GroupId}")]
    public static partial void TasksEnqueued(this ILogger logger, LogLevel level, int count, string groupId);

    [LoggerMessage(EventId = 6, Message = "{Count} tasks of group {GroupId} are listed no more; their claims have ended")]
    public static partial void TasksWithdrawn(this ILogger logger, LogLevel level, int count, string groupId);

    [LoggerMessage(EventId = 7, Message = "No builder group takes task {TaskId}: {Reason}")]
    public static partial void TaskRefused(this ILogger logger, LogLevel level, string taskId, string reason);

    [LoggerMessage(EventId = 8, Message = "Record {Index} of the builds list (task {TaskId}) cannot be used: {Reason}")]
    public static partial void TaskMalformed(this ILogger logger, LogLevel level, int index, string? taskId, string reason);

    [LoggerMessage(EventId = 9, Message = "Record {Index} of the builds list repeats task {TaskId}; the first one counts")]
    public static partial void TaskRepeated(this ILogger logger, LogLevel level, int index, string taskId);

    [LoggerMessage(EventId = 10, Message = "Cycle {Cycle}: {Listed} listed, {Enqueued} enqueued, {Requeued} requeued, {Kept} kept, {Held} held, " +
        "{Refused} refused, {Parked} parked, {Withdrawn} withdrawn, {Cancelled} cancelled, in {ElapsedMilliseconds} ms")]
    public static partial void CycleSucceeded(
        this ILogger logger, LogLevel level, long cycle, int listed, int enqueued, int requeued, int kept, int held, int refused,
        int parked, int withdrawn, int cancelled, double elapsedMilliseconds);

    [LoggerMessage(EventId = 11, Message = "Cycle {Cycle} failed; the next one does what it left")]
    public static partial void CycleFailed(this ILogger logger, LogLevel level, long cycle, Exception error);

    [LoggerMessage(EventId = 12, Message = "The action list could not be had")]
    public static partial void ActionListFailed(this ILogger logger, LogLevel level, Exception error);

    [LoggerMessage(EventId = 13, Message = "The list of cancel requests could not be had")]
    public static partial void CancelListFailed(this ILogger logger, LogLevel level, Exception error);

    [LoggerMessage(EventId = 14, Message = "The frontend's API version {Version} is below the configured minimum {Minimum}")]
    public static partial void FrontendTooOld(this ILogger logger, LogLevel level, int version, int minimum);

    [LoggerMessage(EventId = 15, Message = "The claims of group {GroupId} are lost; what is listed is queued anew")]
    public static partial void QueueStoreLost(this ILogger logger, LogLevel level, string groupId);

    [LoggerMessage(EventId = 16, Message = "Record {Index} of the action list cannot be used: {Reason}")]
    public static partial void ActionMalformed(this ILogger logger, LogLevel level, int index, string reason);

    [LoggerMessage(EventId = 17, Message = "The record of action {ActionId} could not be had; it is asked for again")]
    public static partial void ActionRecordFailed(this ILogger logger, LogLevel level, long actionId, Exception error);

    [LoggerMessage(EventId = 18, Message = "Nobody handles action {ActionId} of type {ActionType}; it is left waiting")]
    public static partial void ActionUnhandled(this ILogger logger, LogLevel level, long actionId, ActionType actionType);

    [LoggerMessage(EventId = 19, Message = "Action {ActionId} of type {ActionType} begins, attempt {Attempt}")]
    public static partial void ActionStarted(this ILogger logger, LogLevel level, long actionId, ActionType actionType, int attempt);

    [LoggerMessage(EventId = 20, Message = "Action {ActionId} of type {ActionType} has its result: succeeded {Succeeded}, message {ActionMessage}")]
    public static partial void ActionFinished(this ILogger logger, LogLevel level, long actionId, ActionType actionType, bool succeeded, string? actionMessage);

    [LoggerMessage(EventId = 21, Message = "Attempt {Attempt} of action {ActionId} of type {ActionType} ended without a result: {Reason}; the next begins after {After}")]
    public static partial void ActionRetrying(
        this ILogger logger, LogLevel level, int attempt, long actionId, ActionType actionType, string reason,
        TimeSpan after);

    [LoggerMessage(EventId = 22, Message = "A stop interrupted action {ActionId} of type {ActionType}; it runs again after the next start")]
    public static partial void ActionInterrupted(this ILogger logger, LogLevel level, long actionId, ActionType actionType);

    [LoggerMessage(EventId = 23, Message = "The frontend has the result of action {ActionId}")]
    public static partial void ActionReported(this ILogger logger, LogLevel level, long actionId);

    [LoggerMessage(EventId = 24, Message = "The frontend has not taken the result of action {ActionId}; it is told again after {After}")]
    public static partial void ActionReportFailed(this ILogger logger, LogLevel level, long actionId, TimeSpan after, Exception error);

    [LoggerMessage(EventId = 28, Message = "Action {ActionId} of type {ActionType} is deferred until {Until}; the next attempt begins after {After}")]
    public static partial void ActionDeferred(this ILogger logger, LogLevel level, long actionId, ActionType actionType, DateTimeOffset until, TimeSpan after);

    [LoggerMessage(EventId = 29, Message = "The frontend lists {Count} actions and no handler is registered; they are left waiting. Add one with AddActionHandler")]
    public static partial void NoActionHandlers(this ILogger logger, LogLevel level, int count);

    [LoggerMessage(EventId = 30, Message = "A step in the running of actions failed; the others go on")]
    public static partial void ActionStepFailed(this ILogger logger, LogLevel level, Exception error);

    [LoggerMessage(EventId = 25, Message = "The event sink {Sink} has failed {Failures} times")]
    public static partial void SinkFailed(this ILogger logger, LogLevel level, string sink, long failures, Exception error);

    [LoggerMessage(EventId = 26, Message = "The event sink {Sink} has dropped {Count} events")]
    public static partial void EventsDropped(this ILogger logger, LogLevel level, string sink, long count);

    [LoggerMessage(EventId = 27, Message = "Builder group {GroupId} failed; the next cycle does what was left")]
    public static partial void GroupFailed(this ILogger logger, LogLevel level, string groupId, Exception error);
}
