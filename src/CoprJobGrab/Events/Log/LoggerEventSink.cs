using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Log;

/// <summary>Writes the events to the host's log, in the category <c>CoprJobGrab.Events</c>.</summary>
internal sealed class LoggerEventSink(ILoggerFactory loggers) : IEventSink
{
    public const string Category = "CoprJobGrab.Events";

    // In one line.
    private const int MostIds = 20;

    private readonly PrintableLogger _logger = new(loggers.CreateLogger(Category));

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        var level = EventLevel.Of(jobGrabEvent);
        if (!_logger.IsEnabled(level))
        {
            return;
        }

        switch (jobGrabEvent)
        {
            case GrabberStarted e: _logger.GrabberStarted(level, e.Source, e.Queue, string.Join(", ", e.Groups)); break;
            case GrabberStopped: _logger.GrabberStopped(level); break;
            case LeadTaken e: _logger.LeadTaken(level, e.Epoch); break;
            case LeadLost e: _logger.LeadLost(level, e.Epoch, e.FencedBy); break;
            case StandingBy: _logger.StandingBy(level); break;
            case LeadHandedOver: _logger.LeadHandedOver(level); break;
            case SetupDoubtful e: _logger.SetupDoubtful(level, e.Finding); break;
            case ConfigurationNoted e: _logger.ConfigurationNoted(level, e.Note); break;
            case ConfigurationChanged e: _logger.ConfigurationChanged(level, OriginalEventText.ChangesOf(e)); break;
            case ConfigurationRefused e: _logger.ConfigurationRefused(level, string.Join(' ', e.Faults)); break;
            case BuildsListed e: _logger.BuildsListed(level, e.Count); break;
            case ActionsListed e: _logger.ActionsListed(level, e.Count); break;
            case TasksEnqueued e: Log(level, e); break;
            case TasksRequeued e: Log(level, e); break;
            case TasksWithdrawn e: Log(level, e); break;
            case TaskParked e: _logger.TaskParked(level, e.TaskId, e.Reason); break;
            case ClaimsKept e:
                _logger.ClaimsKept(level, e.TaskIds.Count, string.Join(", ", e.TaskIds.Take(MostIds)) + (e.TaskIds.Count > MostIds ? ", …" : ""));
                break;
            case TaskRefused e: _logger.TaskRefused(level, e.TaskId, ReasonOf(e)); break;
            case TaskMalformed e:
                _logger.TaskMalformed(level, e.Record.Number, e.Record.TaskId is { } taskId ? $"task {taskId}" : "without a usable id", e.Record.Reason);
                break;
            case TaskRepeated e: _logger.TaskRepeated(level, e.Index + 1, e.TaskId); break;
            case CycleSucceeded e:
                _logger.CycleSucceeded(level, e.Report.Cycle, CycleCounts.Of(e.Report), Math.Round(e.Report.Elapsed.TotalMilliseconds, 1));
                break;
            case GroupFailed e: _logger.GroupFailed(level, e.GroupId, e.Error.Message, Trace(e.Error)); break;
            case CycleFailed e: _logger.CycleFailed(level, e.Report.Cycle, e.Error.Message, Trace(e.Error)); break;
            case ActionListFailed e: _logger.ActionListFailed(level, e.Error.Message, Trace(e.Error)); break;
            case CancelListFailed e: _logger.CancelListFailed(level, e.Error.Message, Trace(e.Error)); break;
            case FrontendTooOld e: _logger.FrontendTooOld(level, e.Version, e.Minimum); break;
            case QueueStoreLost e: _logger.QueueStoreLost(level, e.GroupId); break;
            case ActionMalformed e: _logger.ActionMalformed(level, e.Record.Number, e.Record.Reason); break;
            case ActionRecordFailed e: _logger.ActionRecordFailed(level, e.ActionId, e.Error.Message, Trace(e.Error)); break;
            case ActionUnhandled e: _logger.ActionUnhandled(level, e.Action.Id, e.Action.Type); break;
            case ActionStarted e: _logger.ActionStarted(level, e.Action.Id, e.Action.Type, e.Attempt); break;
            case ActionFinished e: _logger.ActionFinished(level, e.Action.Id, e.Action.Type, ResultOf(e.Report)); break;
            case ActionRetrying e: _logger.ActionRetrying(level, e.Attempt, e.Action.Id, e.Action.Type, Seconds(e.After), e.Reason); break;
            case ActionDeferred e: _logger.ActionDeferred(level, e.Action.Id, e.Action.Type, e.Until, Seconds(e.After)); break;
            case ActionInterrupted e: _logger.ActionInterrupted(level, e.Action.Id, e.Action.Type); break;
            case ActionReported e: _logger.ActionReported(level, e.Report.ActionId); break;
            case ActionReportFailed e when e.After == TimeSpan.Zero: _logger.ActionReportLost(level, e.Report.ActionId, e.Error.Message, Trace(e.Error)); break;
            case ActionReportFailed e: _logger.ActionReportFailed(level, e.Report.ActionId, Seconds(e.After), e.Error.Message, Trace(e.Error)); break;
            case NoActionHandlers e: _logger.NoActionHandlers(level, e.Count); break;
            case ActionStepFailed e: _logger.ActionStepFailed(level, e.Error.Message, Trace(e.Error)); break;
            case ActionsAwaited e: _logger.ActionsAwaited(level, Seconds(e.Patience), e.Count); break;
            case OutcomeStoreFailed e: _logger.OutcomeStoreFailed(level, e.Error.Message, Trace(e.Error)); break;
            case StoredOutcomesFound e: _logger.StoredOutcomesFound(level, e.Count); break;
            case ActionsHeldBack e: _logger.ActionsHeldBack(level, OriginalEventText.HeldBack(e)); break;
            case ActionNotesFailed e: _logger.ActionNotesFailed(level, e.Error.Message, Trace(e.Error)); break;
            case ActionReportGivenUp e: _logger.ActionReportGivenUp(level, e.Report.ActionId, e.Error.Message, Trace(e.Error)); break;
            case StoredOutcomeDropped e: _logger.StoredOutcomeDropped(level, e.Entry, e.Reason); break;
            case TaskReleased e: _logger.TaskReleased(level, e.TaskId, e.GroupId, e.Rescheduled ? "gave it up" : "is done with it"); break;
            case TaskEndMalformed e: _logger.TaskEndMalformed(level, e.Reason); break;
            case TaskEndsDropped e: _logger.TaskEndsDropped(level, e.Count); break;
            case RescheduleFailed e: _logger.RescheduleFailed(level, e.Build.TaskId, Seconds(e.After), e.Error.Message, Trace(e.Error)); break;
            case TaskEndsFailed e: _logger.TaskEndsFailed(level, e.Count, e.Error.Message, Trace(e.Error)); break;
            case TaskEndsUnheard e: _logger.TaskEndsUnheard(level, e.Error.Message, Trace(e.Error)); break;
            case BackendStarted e: _logger.BackendStarted(level, e.Forgotten); break;
            case TopUpFailed e: _logger.TopUpFailed(level, e.Error.Message, Trace(e.Error)); break;
            case CancelsFailed e: _logger.CancelsFailed(level, e.Count, e.Error.Message, Trace(e.Error)); break;
            case TaskCancelled e: _logger.TaskCancelled(level, e.TaskId, e.WasRunning ? "a worker has it" : "no worker has it, and none gets it"); break;
            case CancelUnstoppable e: _logger.CancelUnstoppable(level, e.TaskId, e.GroupId); break;
            case CancelReportFailed e: _logger.CancelReportFailed(level, e.TaskId, Seconds(e.After), e.Error.Message, Trace(e.Error)); break;
            case CancelReportRecovered e: _logger.CancelReportRecovered(level, e.TaskId, e.Failures); break;
            case SinkFailed e: _logger.SinkFailed(level, e.Sink, e.Failures, e.Error.Message, Trace(e.Error)); break;
            case EventsDropped e: _logger.EventsDropped(level, e.Sink, e.Count); break;
            default: throw new UnreachableException($"The event {jobGrabEvent.GetType().Name} has no log message.");
        }
    }

    private void Log(LogLevel level, TasksEnqueued enqueued)
    {
        _logger.TasksEnqueued(level, enqueued.TaskIds.Count, enqueued.GroupId);
        _logger.TaskIdsEnqueued(enqueued);
    }

    private void Log(LogLevel level, TasksRequeued requeued)
    {
        _logger.TasksRequeued(level, requeued.TaskIds.Count, requeued.GroupId);
        _logger.TaskIdsRequeued(requeued);
    }

    private void Log(LogLevel level, TasksWithdrawn withdrawn)
    {
        _logger.TasksWithdrawn(level, withdrawn.TaskIds.Count, withdrawn.GroupId);
        _logger.TaskIdsWithdrawn(withdrawn);
    }

    /// <summary>An expected failure says all in its message, cycle after cycle; its trace is for those who look closer.</summary>
    private Exception? Trace(Exception error) => error is CoprJobGrabException && !_logger.IsEnabled(LogLevel.Debug) ? null : error;

    /// <summary>The reason without that part by which the original named the task (wire 3.1): the message names it already.</summary>
    private static string ReasonOf(TaskRefused refused) => refused.Reason.Replace($", task: {refused.TaskId}", "", StringComparison.Ordinal);

    private static string ResultOf(ActionReport report) =>
        (report.Succeeded ? "is done" : "has failed") + (report.Message is { } message ? $": {message}" : "");

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 1);
}
