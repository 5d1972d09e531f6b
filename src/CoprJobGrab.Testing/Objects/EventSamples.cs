using System.Text;
using CoprJobGrab.Events;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Testing;

/// <summary>At least one event of every case, at every level that the case can have.</summary>
public static class EventSamples
{
    /// <summary>Stands where a user's own data stands; no sink may write it.</summary>
    public const string UsersData = "the-users-own-data";

    /// <summary>The events.</summary>
    public static IReadOnlyList<JobGrabEvent> All { get; } = Make();

    private static JobGrabEvent[] Make()
    {
        var action =
            new ActionTask(7, ActionType.CreateRepo) { Data = $"{{\"x\": \"{UsersData}\"}}", Json = Encoding.UTF8.GetBytes($"{{\"data\": \"{UsersData}\"}}") };
        var report = new ActionReport(7, Succeeded: true, Message: null);
        var unreachable = new TaskSourceException(TaskSourceFault.Unreachable, "http://127.0.0.1:1/backend/pending-jobs/ refused the connection");
        var notJson = new TaskSourceException(TaskSourceFault.NotJson, "http://127.0.0.1:1/backend/pending-jobs/ did not answer JSON");
        return
        [
            new GrabberStarted(["x86", "arm"], "http://127.0.0.1:1/backend/ (Auto)", "in memory"),
            new GrabberStopped(),
            new RoleChanged(RoleChange.LeadTaken, 1_790_000_000_000),
            new RoleChanged(RoleChange.LeadLost, 1_790_000_000_000, 1_790_000_030_000),
            new RoleChanged(RoleChange.StandingBy),
            new RoleChanged(RoleChange.LeadHandedOver),
            new RecordsListed(RecordList.Builds, 3),
            new SetupNoted("Redis at 127.0.0.1:6379 has the maxmemory-policy allkeys-lru"),
            new SetupNoted("copr-be.conf line 9: group0_max_vm_per_user is 4 builds of an owner in group 0", IsAboutConfiguration: true),
            new ConfigurationChanged(["Scheduling:Limits:Total is 70, and was 60"], ["Loop:Interval"]),
            new ConfigurationChanged([], ["Loop:Interval"]),
            new ConfigurationRefused(["Scheduling:Limits:Total is -1; it must be 0 or more, or not set for no limit."]),
            new RecordsListed(RecordList.Actions, 2),
            new TasksEnqueued("x86", ["1", "2"]),
            new TasksEnqueued("x86", ["1", "2"], IsAgain: true),
            new TasksWithdrawn("x86", ["3"]),
            new TaskParked("4", "it was handed out 3 times, which is as often as allowed"),
            new ClaimsKept(["15402-fedora-20-x86_64"]),
            new TaskRefused("12346", "no group builds s390x"),
            new StepFailed(GrabberStep.Rule, "12347", Reason: "The host's priority failed: InvalidOperationException: a bug")
            {
                Error = new InvalidOperationException("a bug"),
            },
            new RecordUnusable(RecordList.Builds, BuildRecordReader.NoTaskId, Index: 4),
            new RecordUnusable(RecordList.Builds, "the record has no `chroot`", "12\ud800", 5),
            new RecordUnusable(RecordList.Builds, "its id stands earlier in the list", "12345", 9, IsRepeated: true),
            new CycleEnded(new CycleReport { Cycle = 1, Listed = 3, Enqueued = 2, Kept = 1 }),
            new CycleEnded(new CycleReport { Cycle = 2, Listed = 3, Kept = 3 }),
            new CycleEnded(new CycleReport { Cycle = 6, Role = GrabberRole.Standby }),
            Some.FailedCycle(3, unreachable),
            Some.FailedCycle(4, notJson),
            Some.FailedCycle(5, new InvalidOperationException("a bug \ud800")),
            new StepFailed(GrabberStep.Group, "x86") { Error = new BuildQueueException("Writing builder group 'x86' failed at Redis 127.0.0.1:1: READONLY") },
            new StepFailed(GrabberStep.ActionList) { Error = unreachable },
            new StepFailed(GrabberStep.CancelRequests) { Error = unreachable },
            new FrontendTooOld(1, 2),
            new QueueStoreLost("x86"),
            new RecordUnusable(RecordList.Actions, "the record has no `id`", Index: 0),
            new StepFailed(GrabberStep.ActionRecord, "7") { Error = unreachable },
            new StepFailed(GrabberStep.ActionScope, "7") { Error = unreachable },
            new ActionUnhandled(action),
            new ActionStarted(action, 1),
            new ActionFinished(action, report),
            new ActionFinished(action, report with { Succeeded = false, Message = "the directory is not there" }),
            new ActionRetrying(action, 1, "the disk is full", TimeSpan.FromSeconds(5)) { Error = new IOException("the disk is full") },
            new ActionDeferred(action, new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), TimeSpan.FromMinutes(5), "the key is being made"),
            new ActionInterrupted(action),
            new ActionReported(report),
            new ReportFailed(ReportKind.Action, "7", TimeSpan.FromSeconds(5)) { Error = unreachable },
            new ReportFailed(ReportKind.Action, "7", TimeSpan.Zero) { Error = unreachable },
            new ActionReportGivenUp(report) { Error = unreachable },
            new ActionsAwaited(2, TimeSpan.FromSeconds(20)),
            new ActionUnhandled(null, 2),
            new StepFailed(GrabberStep.Actions) { Error = new InvalidOperationException("a bug") },
            new StepFailed(GrabberStep.OutcomeStore) { Error = new BuildQueueException("Saving the result of action 7 failed at Redis 127.0.0.1:1: OOM") },
            new RecordsListed(RecordList.StoredResults, 2),
            new RecordUnusable(RecordList.StoredResults, "the frontend does not list the action any more", "7"),
            new ActionsHeldBack([new NotedAction(7, ["#6", "jdoe/some"], "the one before", new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero))], null),
            new ActionsHeldBack([], new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero)),
            new StepFailed(GrabberStep.ActionNotes) { Error = new BuildQueueException("Noting that action 7 begins failed at Redis 127.0.0.1:1: OOM") },
            new TaskReleased("40127-fedora-20-x86_64", "x86", Rescheduled: false),
            new TaskReleased("40127-fedora-20-x86_64", "x86", Rescheduled: true),
            new RecordUnusable(RecordList.TaskEnds, "Missing required field `action`"),
            new RecordUnusable(RecordList.TaskEnds, "Action `foobar` not allowed"),
            new MessagesDropped(null, 4),
            new ReportFailed(ReportKind.Reschedule, "40127-fedora-20-x86_64", TimeSpan.FromSeconds(5)) { Error = unreachable },
            new StepFailed(GrabberStep.TaskEnds, Count: 2) { Error = new BuildQueueException("Releasing claims failed at Redis 127.0.0.1:1: READONLY") },
            new StepFailed(GrabberStep.TaskEndChannel)
            {
                Error = new BuildQueueException("Subscribing to the task-end channel failed at Redis 127.0.0.1:1: NOPERM"),
            },
            new BackendStarted(3),
            new StepFailed(GrabberStep.TopUps) { Error = new BuildQueueException("Observing builder group 'x86' failed at Redis 127.0.0.1:1: LOADING") },
            new StepFailed(GrabberStep.Cancels, Count: 2) { Error = new BuildQueueException("Releasing claims failed at Redis 127.0.0.1:1: READONLY") },
            new TaskCancelled("40127-fedora-42-x86_64", WasRunning: false),
            new TaskCancelled("40127-fedora-42-x86_64", WasRunning: true),
            new TaskCancelled("40127-fedora-42-x86_64", WasRunning: true, "x86"),
            new ReportFailed(ReportKind.Cancel, "40127-fedora-42-x86_64", TimeSpan.FromSeconds(5)) { Error = unreachable },
            new CancelReportRecovered("40127-fedora-42-x86_64", 3),
            .. Enum.GetValues<BuildChange>().Select(change =>
                new BuildChanged(change, "40127-fedora-42-x86_64", "x86", 1, "builder-1-42", "half of it is done", TimeSpan.FromSeconds(62))),
            new StepFailed(GrabberStep.Workers, "builder-1-42") { Error = new BuildQueueException("Taking a task of group 'x86' failed: READONLY") },
            new ReportFailed(ReportKind.Build, "40127-fedora-42-x86_64", TimeSpan.FromSeconds(5)) { Error = unreachable },
            new ReportFailed(ReportKind.Build, "40127-fedora-42-x86_64", TimeSpan.Zero) { Error = unreachable },
            new SinkFailed("SomeSink", 2) { Error = new InvalidOperationException("full") },
            new MessagesDropped("SomeSink", 12),
        ];
    }
}
