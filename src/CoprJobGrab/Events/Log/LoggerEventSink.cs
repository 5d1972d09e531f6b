using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab;

/// <summary>Writes the events to the host's log, in the category <c>CoprJobGrab.Events</c>.</summary>
internal sealed class LoggerEventSink(ILoggerFactory loggers) : IEventSink
{
    public const string Category = "CoprJobGrab.Events";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        var level = EventLevel.Of(jobGrabEvent);
        if (!_logger.IsEnabled(level))
        {
            return;
        }

        switch (jobGrabEvent)
        {
            case GrabberStarted e: _logger.GrabberStarted(level, string.Join(", ", e.Groups)); break;
            case GrabberStopped: _logger.GrabberStopped(level); break;
            case BuildsListed e: _logger.BuildsListed(level, e.Count); break;
            case ActionsListed e: _logger.ActionsListed(level, e.Count); break;
            case TasksEnqueued e: Log(level, e); break;
            case TasksWithdrawn e: Log(level, e); break;
            case TaskRefused e: _logger.TaskRefused(level, e.TaskId, e.Reason); break;
            case TaskMalformed e: _logger.TaskMalformed(level, e.Record.Index, e.Record.TaskId, e.Record.Reason); break;
            case TaskRepeated e: _logger.TaskRepeated(level, e.Index, e.TaskId); break;
            case CycleSucceeded e: Log(level, e.Report); break;
            case GroupFailed e: _logger.GroupFailed(level, e.GroupId, e.Error); break;
            case CycleFailed e: _logger.CycleFailed(level, e.Report.Cycle, e.Error); break;
            case ActionListFailed e: _logger.ActionListFailed(level, e.Error); break;
            case CancelListFailed e: _logger.CancelListFailed(level, e.Error); break;
            case FrontendTooOld e: _logger.FrontendTooOld(level, e.Version, e.Minimum); break;
            case QueueStoreLost e: _logger.QueueStoreLost(level, e.GroupId); break;
            case ActionMalformed e: _logger.ActionMalformed(level, e.Record.Index, e.Record.Reason); break;
            case ActionRecordFailed e: _logger.ActionRecordFailed(level, e.ActionId, e.Error); break;
            case ActionUnhandled e: _logger.ActionUnhandled(level, e.Action.Id, e.Action.Type); break;
            case ActionStarted e: _logger.ActionStarted(level, e.Action.Id, e.Action.Type, e.Attempt); break;
            case ActionFinished e: _logger.ActionFinished(level, e.Action.Id, e.Action.Type, e.Report.Succeeded, e.Report.Message); break;
            case ActionRetrying e: _logger.ActionRetrying(level, e.Attempt, e.Action.Id, e.Action.Type, e.Reason, e.After); break;
            case ActionDeferred e: _logger.ActionDeferred(level, e.Action.Id, e.Action.Type, e.Until, e.After); break;
            case ActionInterrupted e: _logger.ActionInterrupted(level, e.Action.Id, e.Action.Type); break;
            case ActionReported e: _logger.ActionReported(level, e.Report.ActionId); break;
            case ActionReportFailed e when e.After == TimeSpan.Zero: _logger.ActionReportLost(level, e.Report.ActionId, e.Error); break;
            case ActionReportFailed e: _logger.ActionReportFailed(level, e.Report.ActionId, e.After, e.Error); break;
            case NoActionHandlers e: _logger.NoActionHandlers(level, e.Count); break;
            case ActionStepFailed e: _logger.ActionStepFailed(level, e.Error); break;
            case SinkFailed e: _logger.SinkFailed(level, e.Sink, e.Failures, e.Error); break;
            case EventsDropped e: _logger.EventsDropped(level, e.Sink, e.Count); break;
            default: throw new UnreachableException($"The event {jobGrabEvent.GetType().Name} has no log message.");
        }
    }

    private void Log(LogLevel level, TasksEnqueued enqueued)
    {
        _logger.TasksEnqueued(level, enqueued.TaskIds.Count, enqueued.GroupId);
        _logger.TaskIdsEnqueued(enqueued);
    }

    private void Log(LogLevel level, TasksWithdrawn withdrawn)
    {
        _logger.TasksWithdrawn(level, withdrawn.TaskIds.Count, withdrawn.GroupId);
        _logger.TaskIdsWithdrawn(withdrawn);
    }

    private void Log(LogLevel level, CycleReport report) => _logger.CycleSucceeded(
        level,
        report.Cycle,
        report.Listed,
        report.Enqueued,
        report.Requeued,
        report.Kept,
        report.Held,
        report.Refused,
        report.Parked,
        report.Withdrawn,
        report.Cancelled,
        report.Elapsed.TotalMilliseconds);
}
