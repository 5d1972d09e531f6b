using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>How much an event matters to an operator: routine is Debug, work is Information, trouble is Warning, a failed cycle or sink is Error.</summary>
internal static class EventLevel
{
    public static LogLevel Of(JobGrabEvent jobGrabEvent) => jobGrabEvent switch
    {
        BuildsListed or ActionsListed or ActionStarted or ActionReported => LogLevel.Debug,
        GrabberStarted or GrabberStopped or TasksEnqueued or TasksRequeued or TasksWithdrawn or ActionDeferred or ActionInterrupted or ActionsAwaited
            or StoredOutcomesFound => LogLevel.Information,
        ConfigurationChanged or LeadTaken or StandingBy or LeadHandedOver or TaskReleased or BackendStarted or TaskCancelled or CancelReportRecovered =>
            LogLevel.Information,
        // A cycle ends every few seconds for years; one that did nothing is no news.
        CycleSucceeded succeeded => DidSomething(succeeded.Report) ? LogLevel.Information : LogLevel.Debug,
        ActionFinished finished => finished.Report.Succeeded ? LogLevel.Information : LogLevel.Warning,
        TaskRefused or TaskMalformed or TaskRepeated or ActionListFailed or CancelListFailed or FrontendTooOld or QueueStoreLost or LeadLost =>
            LogLevel.Warning,
        ActionMalformed or ActionRecordFailed or ActionUnhandled or ActionRetrying or ActionReportFailed or ActionReportGivenUp or NoActionHandlers
            or EventsDropped => LogLevel.Warning,
        ActionsHeldBack or ActionNotesFailed => LogLevel.Warning,
        OutcomeStoreFailed or StoredOutcomeDropped or SetupDoubtful or ConfigurationNoted or ConfigurationRefused or TaskParked or ClaimsKept =>
            LogLevel.Warning,
        TaskEndMalformed or TaskEndsDropped or RescheduleFailed or TaskEndsFailed or TaskEndsUnheard => LogLevel.Warning,
        TopUpFailed or CancelsFailed or CancelUnstoppable or CancelReportFailed => LogLevel.Warning,
        CycleFailed or GroupFailed or ActionStepFailed or SinkFailed => LogLevel.Error,
        _ => throw new UnreachableException($"The event {jobGrabEvent.GetType().Name} has no level."),
    };

    private static bool DidSomething(CycleReport report) => report.Enqueued + report.Requeued + report.Withdrawn + report.Cancelled > 0;
}
