using System.Diagnostics;
using System.Globalization;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Events;

/// <summary>An event as one line: in the original's words where the original had that event (wire 3.1, 3.2), in a plain sentence otherwise.</summary>
internal static class OriginalEventText
{
    public static string Of(JobGrabEvent jobGrabEvent) => Printable.Of(Say(jobGrabEvent));

    /// <summary>The type and the id of an action; never its arguments, which are the users' own.</summary>
    public static string Name(ActionTask action) => $"{action.Type} {action.Id}";

    private static string Say(JobGrabEvent jobGrabEvent) => jobGrabEvent switch
    {
        GrabberStarted e => $"The grabber has started: work from {e.Source}, queues {e.Queue}, builder groups {string.Join(", ", e.Groups)}",
        GrabberStopped => "The grabber has stopped",
        LeadTaken e => $"The grabber leads, with epoch {e.Epoch}",
        LeadLost e => $"The grabber leads no more with epoch {e.Epoch}: the store holds epoch {e.FencedBy}",
        StandingBy => "Another grabber leads; this one stands by",
        LeadHandedOver => "The grabber has handed the lead over",
        SetupDoubtful e => e.Finding,
        ConfigurationNoted e => e.Note,
        ConfigurationChanged e => $"The configuration has changed: {ChangesOf(e)}",
        ConfigurationRefused e => $"The configuration has changed and is refused, so that the last good one stays: {string.Join(' ', e.Faults)}",
        BuildsListed e => $"{e.Count} jobs returned",
        ActionsListed e => $"{e.Count} actions returned",
        TasksEnqueued e => $"{e.TaskIds.Count} tasks were pushed to the queue of group {e.GroupId}",
        TasksRequeued e => $"{e.TaskIds.Count} tasks were pushed again to the queue of group {e.GroupId}",
        TasksWithdrawn e => $"{e.TaskIds.Count} claims of group {e.GroupId} have ended: their tasks are listed no more or move to another group",
        TaskParked e => $"Task {e.TaskId} is parked: {e.Reason}",
        ClaimsKept e => $"{e.TaskIds.Count} tasks that lists did not have are listed again, and their claims were kept",
        TaskRefused e => $"Failed to enqueue new job: {e.TaskId} with error: {e.Reason}",
        TaskMalformed e => OfMalformed(e.Record),
        TaskRepeated e => $"Record {e.Index + 1} of the builds list repeats task {e.TaskId}",
        CycleSucceeded { Report.Role: GrabberRole.Standby } e => $"Cycle {e.Report.Cycle} stood by",
        CycleSucceeded { Report.Enqueued: > 0 } e => $"New jobs: {e.Report.Enqueued}",
        CycleSucceeded e => $"Cycle {e.Report.Cycle} found no new jobs",
        CycleFailed { Error: TaskSourceException { Fault: TaskSourceFault.NotJson or TaskSourceFault.WrongShape } fault } =>
            $"Error getting JSON build list from FE {fault.Message}",
        CycleFailed { Error: TaskSourceException fault } => $"Error retrieving jobs from the frontend: {fault.Message}",
        CycleFailed e => $"Cycle {e.Report.Cycle} failed: {e.Error.Message}",
        GroupFailed e => $"Builder group {e.GroupId} failed: {e.Error.Message}",
        ActionListFailed e => $"Error retrieving actions from the frontend: {e.Error.Message}",
        CancelListFailed e => $"Error retrieving cancel requests from the frontend: {e.Error.Message}",
        FrontendTooOld e => $"The frontend's API version {e.Version} is below {e.Minimum}",
        QueueStoreLost e => $"The claims of group {e.GroupId} are lost, or older than they were; "
            + "what was known to be taken or parked stays so, and what else is listed is queued again",
        ActionMalformed e => $"Record {e.Record.Number} of the action list cannot be used: {e.Record.Reason}",
        ActionRecordFailed e => $"Error retrieving action {e.ActionId} from the frontend: {e.Error.Message}",
        ActionUnhandled e => $"Nobody handles {Name(e.Action)}",
        ActionStarted e => $"Started {Name(e.Action)}, attempt {e.Attempt}",
        ActionFinished { Report.Succeeded: true } e => $"Finished {Name(e.Action)}",
        ActionFinished e => $"Failed {Name(e.Action)}: {e.Report.Message ?? "no reason given"}",
        ActionRetrying e => $"Error during processing action `{Name(e.Action)}`: {e.Reason}",
        ActionDeferred e => $"{Name(e.Action)} is deferred until {e.Until:u}",
        ActionInterrupted e => $"A stop interrupted {Name(e.Action)}; it runs again after the next start",
        ActionReported e => $"The frontend has the result of action {e.Report.ActionId}",
        ActionReportFailed e => $"Error reporting action {e.Report.ActionId} to the frontend: {e.Error.Message}",
        ActionReportGivenUp e => $"The frontend refuses the result of action {e.Report.ActionId}, which is given up: {e.Error.Message}",
        OutcomeStoreFailed e => $"The store of action results failed: {e.Error.Message}",
        StoredOutcomesFound e => $"{e.Count} action results that were left by a predecessor are reported",
        StoredOutcomeDropped e => $"The result of action {e.Entry} is dropped: {e.Reason}",
        ActionsHeldBack e => HeldBack(e),
        ActionNotesFailed e => $"The notes of which actions were begun could not be written: {e.Error.Message}",
        ActionsAwaited e => string.Create(CultureInfo.InvariantCulture, $"Waiting up to {e.Patience.TotalSeconds:0.#} s for running actions to end: {e.Count}"),
        NoActionHandlers e => $"{e.Count} actions are listed and no handler is registered; they are left waiting",
        ActionStepFailed e => $"A step in the running of actions failed: {e.Error.Message}",
        TaskReleased e => $"Removed task `{e.TaskId}` from added_jobs",
        TaskEndMalformed e => $"{e.Reason}, msg ignored",
        TaskEndsDropped e => $"{e.Count} task-end messages were dropped",
        RescheduleFailed e => $"Error rescheduling task {e.Build.TaskId} at the frontend: {e.Error.Message}",
        TaskEndsFailed e => $"{e.Count} claims could not be ended: {e.Error.Message}",
        TaskEndsUnheard e => $"The task-end channel cannot be heard: {e.Error.Message}",
        BackendStarted => "backend gave us signal to start",
        TopUpFailed e => $"Held tasks could not be queued: {e.Error.Message}",
        CancelsFailed e => $"{e.Count} cancel requests could not be acted on: {e.Error.Message}",
        TaskCancelled { WasRunning: true } e => $"Task {e.TaskId} is cancelled while a worker has it",
        TaskCancelled e => $"Task {e.TaskId} is cancelled, and no worker has it",
        CancelUnstoppable e => $"Task {e.TaskId} is cancelled, but its worker in group {e.GroupId} gives no sign and cannot be stopped",
        CancelReportFailed e => $"Error telling the frontend that task {e.TaskId} is cancelled: {e.Error.Message}",
        CancelReportRecovered e => $"The frontend knows that task {e.TaskId} is cancelled, after {e.Failures} failures",
        SinkFailed e => $"The event sink {e.Sink} has failed {e.Failures} times: {e.Error.Message}",
        EventsDropped e => $"The event sink {e.Sink} has dropped {e.Count} events",
        _ => throw new UnreachableException($"The event {jobGrabEvent.GetType().Name} has no text."),
    };

    /// <summary>Says what has changed, and what waits for the next start.</summary>
    public static string ChangesOf(ConfigurationChanged changed)
    {
        var changes = changed.Changes.Count == 0 ? "nothing that takes effect now" : string.Join("; ", changed.Changes);
        return changed.AtRestart.Count == 0 ? changes : $"{changes}; with the next start: {string.Join(", ", changed.AtRestart)}";
    }

    /// <summary>Says what is waited for, and until when.</summary>
    public static string HeldBack(ActionsHeldBack held)
    {
        var all = held.AllUntil is { } until ? $"No action begins before {until:u}, because a grabber led before that does not say what it has begun" : null;
        var noted =
            held.Noted.Count == 0 ? null : $"A grabber that led before may still run actions, and what shares a project with them waits: {Listed(held.Noted)}";
        return string.Join("; ", new[] { all, noted }.OfType<string>());
    }

    private static string Listed(IReadOnlyList<NotedAction> noted)
    {
        const int most = 10;
        var named = string.Join(", ", noted.Take(most).Select(action => $"action {action.ActionId} until {action.Until:u}"));
        return noted.Count <= most ? named : $"{named}, and {noted.Count - most} more";
    }

    private static string OfMalformed(MalformedRecord record)
    {
        if (record.Reason == BuildRecordReader.NoTaskId)
        {
            return $"Task missing field `task_id`, raw task: record {record.Number} of the builds list";
        }

        var named = record.TaskId is { } taskId ? $" ({taskId})" : "";
        return $"Record {record.Number}{named} of the builds list cannot be used: {record.Reason}";
    }
}
