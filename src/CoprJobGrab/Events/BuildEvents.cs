using System.Text.Json.Serialization;
using CoprJobGrab.Telemetry;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>Tasks were claimed and pushed, or pushed again.</summary>
/// <param name="GroupId">To this builder group.</param>
/// <param name="TaskIds">In the order in which they were pushed.</param>
/// <param name="IsAgain">
/// True when they had been pushed before: they were given back, released by an operator, or their worker gave no sign for too long.
/// </param>
public sealed record TasksEnqueued(string GroupId, IReadOnlyList<string> TaskIds, bool IsAgain = false) : JobGrabEvent
{
    internal override EventSentence Sentence => IsAgain
        ? new(60, LogLevel.Information, InCycle, "Tasks pushed again to the queue of group {GroupId}: {Count}", GroupId, TaskIds.Count) { Ids = TaskIds }
        : new(5, LogLevel.Information, InCycle, "Tasks pushed to the queue of group {GroupId}: {Count}", GroupId, TaskIds.Count) { Ids = TaskIds };

    internal override void Measure(GrabberMeter meter) => meter.Sent(GroupId, TaskIds.Count, IsAgain);
}

/// <summary>
/// A task has failed too often and is set aside: it is not handed out until <see cref="IJobGrabOperator.ReleaseParkedAsync"/>,
/// or until the frontend has stopped listing it and lists it again.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskParked(string TaskId, string Reason) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        61, LogLevel.Warning, InCycle,
        "Task {TaskId} is parked until an operator releases it, by ReleaseParkedAsync or the console host's command parked release: {Reason}",
        TaskId, Reason);
}

/// <summary>
/// Claims ended because their tasks are listed no more, or because they move to another builder group, where they are pushed in the next cycle.
/// </summary>
/// <param name="GroupId">The builder group that the claims were in.</param>
/// <param name="TaskIds">The tasks.</param>
public sealed record TasksWithdrawn(string GroupId, IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        6, LogLevel.Information, InCycle,
        "Claims of group {GroupId} that have ended, because their tasks are listed no more or move to another group: {Count}",
        GroupId, TaskIds.Count) { Ids = TaskIds };

    internal override void Measure(GrabberMeter meter) => meter.Withdrawn(GroupId, TaskIds.Count);
}

/// <summary>
/// No builder group takes a task. Told once, and again when the reason changes; of more than a hundred in a cycle the next one says how many more there are.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskRefused(string TaskId, string Reason) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(7, LogLevel.Warning, InCycle, "Task {TaskId} is refused: {Reason}", TaskId, Reason.Replace($", task: {TaskId}", "", StringComparison.Ordinal));
}

/// <summary>A cycle did all of its work, or failed; the next one does what it left.</summary>
/// <param name="Report">The counts of what it found and did, or why it failed (<see cref="CycleReport.Error"/>).</param>
public sealed record CycleEnded(CycleReport Report) : JobGrabEvent(Report.Error)
{
    internal override EventSentence Sentence => Report.Error is not null
        ? new(11, LogLevel.Error, InCycle, "Cycle {Cycle} failed, and the next one does what it left: {Reason}", Report.Cycle, Error)
        : new(
            10, DidSomething ? LogLevel.Information : LogLevel.Debug, InCycle, "Cycle {Cycle}: {Counts}, in {ElapsedMilliseconds} ms",
            Report.Cycle, CycleCounts.Of(Report), Math.Round(Report.Elapsed.TotalMilliseconds, 1));

    internal override CycleReport? EndedCycle => Report;

    internal override void Measure(GrabberMeter meter) => meter.Polled(Report);

    // A cycle ends every few seconds for years; one that did nothing is no news.
    private bool DidSomething => Report.Enqueued + Report.Requeued + Report.Withdrawn + Report.Cancelled > 0;
}

/// <summary>
/// The claims of a builder group are not there any more, or are older than they were: the store was lost, emptied, or came back with an older picture.
/// A task that this process knew to be taken or parked stays so; every other listed task is queued again.
/// </summary>
/// <param name="GroupId">The group.</param>
public sealed record QueueStoreLost(string GroupId) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        15, LogLevel.Warning, InCycle,
        "The claims of group {GroupId} are lost, or older than they were; what was known to be taken or parked stays so, and what else is listed "
            + "is queued again",
        GroupId);

    internal override void Measure(GrabberMeter meter) => meter.Repaired("claims_lost", 1, GroupId);
}

/// <summary>The claim of a task ends because a message of the task-end channel said that its worker is done with it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
/// <param name="Rescheduled">True when the worker gave the task up, so that the frontend lists it again.</param>
public sealed record TaskReleased(string TaskId, string GroupId, bool Rescheduled) : JobGrabEvent
{
    internal override EventSentence Sentence => new(
        40, LogLevel.Information, InCycle,
        "A message ended the claim of task {TaskId} in group {GroupId}: its worker {What}",
        TaskId, GroupId, Rescheduled ? "gave it up" : "is done with it");
}

/// <summary>The backend gave the signal that it starts (wire 3.6), so that no worker has anything; what does not wait is queued again.</summary>
/// <param name="Forgotten">How many claims were ended.</param>
public sealed record BackendStarted(int Forgotten) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(46, LogLevel.Information, InCycle, "The backend starts anew; claims of tasks that did not wait, which are ended: {Forgotten}", Forgotten);
}

/// <summary>
/// Two lists or more did not have tasks that workers have taken, and now they are listed again: their claims were kept, and they are not handed out.
/// The lists that missed them were wrong, or the one that has them is out of date.
/// A task that had ended, and was submitted anew under the same id, waits until its worker is given up:
/// <see cref="ClaimOptions.AbsenceMemory"/>, <see cref="IJobGrabOperator.ForgetTaskAsync"/>.
/// </summary>
/// <param name="TaskIds">The tasks.</param>
public sealed record ClaimsKept(IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    // In one line.
    private const int MostIds = 20;

    internal override EventSentence Sentence => new(
        64, LogLevel.Warning, InCycle,
        "Tasks that two lists or more did not have and that are listed again, whose claims were kept: {Count} ({Ids}). They are not handed out, "
            + "because workers may have them; where a build had ended and was submitted anew under the same id, "
            + "say so by ForgetTaskAsync or the console host's command forget --task",
        TaskIds.Count, string.Join(", ", TaskIds.Take(MostIds)) + (TaskIds.Count > MostIds ? ", …" : ""));

    internal override void Measure(GrabberMeter meter) => meter.Repaired("claim_kept", TaskIds.Count, groupId: null);
}

/// <summary>What a build worker tells of a build.</summary>
public enum BuildChange
{
    /// <summary>The worker has taken it from the queue.</summary>
    Taken,

    /// <summary>It may start, and its handler begins.</summary>
    Started,

    /// <summary>Its handler said how far it is.</summary>
    Progressed,

    /// <summary>It succeeded, which is stored and is told from now on.</summary>
    Succeeded,

    /// <summary>It failed, which is stored and is told from now on.</summary>
    Failed,

    /// <summary>The worker does not build it; another one may, or this one later.</summary>
    GivenBack,

    /// <summary>It was stopped because the host stops, and is handed out again.</summary>
    Interrupted,

    /// <summary>Its user has cancelled it, and it was stopped.</summary>
    Cancelled,

    /// <summary>Nobody is to build the task any more; nothing ran.</summary>
    Refused,

    /// <summary>No worker can build the task as it is; nothing ran, and the task is parked.</summary>
    Unfit,

    /// <summary>The worker's lease ran out, or another worker has the task: what came of the build is dropped.</summary>
    Lost,
}

/// <summary>A build went on at a worker of this process, or ended there.</summary>
/// <param name="Change">What became of it.</param>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group.</param>
/// <param name="Attempt">How often the task has been handed out, this time included.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="Text">Why it ended so, or what the handler said; null for nothing.</param>
/// <param name="Elapsed">The time since it was taken.</param>
public sealed record BuildChanged(
    BuildChange Change, string TaskId, string GroupId, int Attempt, string Worker, string? Text = null, TimeSpan Elapsed = default) : JobGrabEvent
{
    internal override EventSentence Sentence => Change switch
    {
        BuildChange.Taken => new(
            80, LogLevel.Debug, InWorkers, "Worker {Worker} has taken task {TaskId} of group {GroupId}, attempt {Attempt}", Worker, TaskId, GroupId, Attempt),
        BuildChange.Started => new(
            81, LogLevel.Information, InWorkers, "The build of task {TaskId} of group {GroupId} starts, attempt {Attempt}", TaskId, GroupId, Attempt),
        BuildChange.Progressed => new(
            82, LogLevel.Information, InWorkers, "The build of task {TaskId} of group {GroupId}: {Text}", TaskId, GroupId, Text),
        BuildChange.Lost => new(
            84, LogLevel.Warning, InWorkers,
            "Worker {Worker} has lost task {TaskId} of group {GroupId}, attempt {Attempt}: its lease ran out, or another worker has the task or its claim was "
                + "ended. What came of the build is dropped", Worker, TaskId, GroupId, Attempt),
        _ => new(
            83, Change is BuildChange.Failed or BuildChange.GivenBack or BuildChange.Unfit ? LogLevel.Warning : LogLevel.Information, InWorkers,
            "The build of task {TaskId} of group {GroupId}, attempt {Attempt}, ended after {ElapsedSeconds} s: {Outcome}",
            TaskId, GroupId, Attempt, Elapsed, Text is null ? Outcome : $"{Outcome}: {Text}"),
    };

    private string Outcome => Change switch
    {
        BuildChange.GivenBack => "given back",
        BuildChange.Unfit => "parked as unfit",
        _ => $"{Change}".ToLowerInvariant(),
    };
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TasksEnqueued))]
[JsonSerializable(typeof(TaskParked))]
[JsonSerializable(typeof(TasksWithdrawn))]
[JsonSerializable(typeof(TaskRefused))]
[JsonSerializable(typeof(CycleEnded))]
[JsonSerializable(typeof(QueueStoreLost))]
[JsonSerializable(typeof(TaskReleased))]
[JsonSerializable(typeof(BackendStarted))]
[JsonSerializable(typeof(ClaimsKept))]
[JsonSerializable(typeof(BuildChanged))]
internal sealed partial class BuildJson : JsonSerializerContext;
