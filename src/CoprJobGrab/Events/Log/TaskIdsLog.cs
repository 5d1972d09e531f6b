using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Log;

/// <summary>The second message of the events that carry many ids. It has the id and the name of its event, whose first message has only the count.</summary>
internal static partial class TaskIdsLog
{
    private const int IdsPerMessage = 500;

    public static void TaskIdsEnqueued(this ILogger logger, TasksEnqueued jobGrabEvent)
    {
        foreach (var taskIds in Parts(logger, jobGrabEvent.TaskIds))
        {
            LogEnqueued(logger, jobGrabEvent.GroupId, taskIds);
        }
    }

    public static void TaskIdsRequeued(this ILogger logger, TasksRequeued jobGrabEvent)
    {
        foreach (var taskIds in Parts(logger, jobGrabEvent.TaskIds))
        {
            LogRequeued(logger, jobGrabEvent.GroupId, taskIds);
        }
    }

    public static void TaskIdsWithdrawn(this ILogger logger, TasksWithdrawn jobGrabEvent)
    {
        foreach (var taskIds in Parts(logger, jobGrabEvent.TaskIds))
        {
            LogWithdrawn(logger, jobGrabEvent.GroupId, taskIds);
        }
    }

    // A poll can bring 100,000 ids; nothing is made of them unless somebody reads it.
    private static IEnumerable<string> Parts(ILogger logger, IReadOnlyList<string> taskIds) =>
        logger.IsEnabled(LogLevel.Debug) ? taskIds.Chunk(IdsPerMessage).Select(part => string.Join(' ', part)) : [];

    [LoggerMessage(EventId = 5, EventName = nameof(TasksEnqueued), Level = LogLevel.Debug, Message = "Pushed to the queue of group {GroupId}: {TaskIds}")]
    private static partial void LogEnqueued(ILogger logger, string groupId, string taskIds);

    [LoggerMessage(
        EventId = 60, EventName = nameof(TasksRequeued), Level = LogLevel.Debug, Message = "Pushed again to the queue of group {GroupId}: {TaskIds}")]
    private static partial void LogRequeued(ILogger logger, string groupId, string taskIds);

    [LoggerMessage(EventId = 6, EventName = nameof(TasksWithdrawn), Level = LogLevel.Debug, Message = "Claims of group {GroupId} that have ended: {TaskIds}")]
    private static partial void LogWithdrawn(ILogger logger, string groupId, string taskIds);
}
