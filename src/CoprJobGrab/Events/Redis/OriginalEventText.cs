using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Events.Redis;

/// <summary>An event as one line: in the original's words where the original had that event (wire 3.1, 3.2), and else its message.</summary>
internal static class OriginalEventText
{
    public static string Of(JobGrabEvent jobGrabEvent) => Say(jobGrabEvent) is { } text ? Printable.Of(text) : jobGrabEvent.Message;

    private static string? Say(JobGrabEvent jobGrabEvent) => jobGrabEvent switch
    {
        RecordsListed { List: RecordList.Builds } e => $"{e.Count} jobs returned",
        RecordsListed { List: RecordList.Actions } e => $"{e.Count} actions returned",
        TaskRefused e => $"Failed to enqueue new job: {e.TaskId} with error: {e.Reason}",
        RecordUnusable { List: RecordList.Builds, Reason: BuildRecordReader.NoTaskId } e =>
            $"Task missing field `task_id`, raw task: record {e.Index + 1} of the builds list",
        RecordUnusable { List: RecordList.TaskEnds } e => $"{e.Reason}, msg ignored",
        CycleEnded { Report.Enqueued: > 0 and var enqueued } => $"New jobs: {enqueued}",
        CycleEnded { Report.Error: TaskSourceException { Fault: TaskSourceFault.NotJson or TaskSourceFault.WrongShape } fault } =>
            $"Error getting JSON build list from FE {fault.Message}",
        CycleEnded { Report.Error: TaskSourceException fault } => $"Error retrieving jobs from the frontend: {fault.Message}",
        // The type and the id of the action; never its arguments, which are the users' own.
        ActionRetrying e => $"Error during processing action `{e.Action.Type} {e.Action.Id}`: {e.Reason}",
        TaskReleased e => $"Removed task `{e.TaskId}` from added_jobs",
        BackendStarted => "backend gave us signal to start",
        _ => null,
    };
}
