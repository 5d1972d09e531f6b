using System.Text.Json.Serialization;
using CoprJobGrab.Telemetry;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>A step of the grabber's work that can fail by itself.</summary>
public enum GrabberStep
{
    /// <summary>A builder group was to be observed or written in a cycle. It costs no other group.</summary>
    Group,

    /// <summary>Tasks that a cycle held were to be pushed between two cycles. Told once until they can be.</summary>
    TopUps,

    /// <summary>The action list was asked for, while the builds list was there.</summary>
    ActionList,

    /// <summary>The record of a listed action was asked for; it is asked for again after a pause.</summary>
    ActionRecord,

    /// <summary>Something in the running of actions, in a way that nobody foresaw; that is lost, and the actions go on.</summary>
    Actions,

    /// <summary>What an attempt to do an action had taken from the services was to be disposed of. Its outcome counts all the same.</summary>
    ActionScope,

    /// <summary>
    /// Results of actions were to be saved, removed or read where they are kept until the frontend has taken them. They are reported all the same.
    /// </summary>
    OutcomeStore,

    /// <summary>
    /// It was to be noted beside the lead that an action begins or has ended.
    /// One that would begin waits for the next cycle; the note of one that has ended is removed later.
    /// </summary>
    ActionNotes,

    /// <summary>The list of cancel requests was asked for. Told once until it can be had.</summary>
    CancelRequests,

    /// <summary>Cancel requests were to be acted on, or stay undecided from one step to the next. Told once until they can be.</summary>
    Cancels,

    /// <summary>
    /// The router, the priority, the urgency or a limit of the host's was asked about a task that has a claim, and threw. The task goes on without its answer.
    /// Told once for each task and type of exception, and of a hundred in a cycle at most.
    /// </summary>
    Rule,

    /// <summary>The claims that messages or the start signal spoke of were to be ended.</summary>
    TaskEnds,

    /// <summary>The task-end channel or the start signal was to be read. Told once until it can be.</summary>
    TaskEndChannel,

    /// <summary>
    /// A build worker was to read or write the queue, to listen for hints, to read a stored report, or to dispose of what a build had taken from the services.
    /// The leader does this too, for the reports of workers that are gone; the event's worker is then <c>leader</c>. A queue that fails is told of once, until
    /// it works again; a report that cannot be read is told of once.
    /// </summary>
    Workers,
}

/// <summary>
/// A step failed. It is tried again, but for <see cref="GrabberStep.Actions"/>, <see cref="GrabberStep.ActionScope"/>, <see cref="GrabberStep.Rule"/> and the
/// services of a build.
/// </summary>
/// <param name="Step">Which.</param>
/// <param name="Id">
/// The builder group of <see cref="GrabberStep.Group"/>, the worker of <see cref="GrabberStep.Workers"/>, the task of <see cref="GrabberStep.Rule"/>,
/// the action of a step that is about one; null for the others.
/// </param>
/// <param name="Count">How many requests or claims, for <see cref="GrabberStep.Cancels"/> and <see cref="GrabberStep.TaskEnds"/>; null for the others.</param>
/// <param name="Reason">For <see cref="GrabberStep.Rule"/>: which rule, what it threw, and how many more there are; null for the others.</param>
public sealed record StepFailed(GrabberStep Step, string? Id = null, int? Count = null, string? Reason = null) : JobGrabEvent
{
    internal override EventSentence Sentence => Step switch
    {
        GrabberStep.Group => new(
            27, LogLevel.Error, InCycle, "Builder group {GroupId} failed, and the next cycle does what was left: {Reason}", Id, Error),
        GrabberStep.TopUps => new(
            63, LogLevel.Warning, InCycle, "Held tasks could not be queued between two cycles; the next cycle tries it too. {Reason}", Error),
        GrabberStep.ActionList => new(12, LogLevel.Warning, InActions, "The action list could not be had: {Reason}", Error),
        GrabberStep.ActionRecord => new(
            17, LogLevel.Warning, InActions, "The record of action {ActionId} could not be had, and is asked for again: {Reason}", NumberOf(Id), Error),
        GrabberStep.Actions => new(30, LogLevel.Error, InActions, "A step in the running of actions failed, and the others go on: {Reason}", Error),
        GrabberStep.ActionScope => new(
            75, LogLevel.Warning, InActions,
            "The services of an attempt to do action {ActionId} could not be disposed of; its outcome counts all the same: {Reason}", NumberOf(Id), Error),
        GrabberStep.OutcomeStore => new(
            50, LogLevel.Warning, InActions, "The store of action results failed; they are reported all the same, and it is tried again: {Reason}", Error),
        GrabberStep.ActionNotes => new(
            54, LogLevel.Warning, InActions, "The notes of which actions were begun could not be written, and it is tried again: {Reason}", Error),
        GrabberStep.CancelRequests => new(13, LogLevel.Warning, InCancels, "The list of cancel requests could not be had: {Reason}", Error),
        GrabberStep.Cancels => new(
            70, LogLevel.Warning, InCancels, "Cancel requests that could not be acted on, and are again: {Count}. {Reason}", Count, Error),
        GrabberStep.TaskEnds => new(
            44, LogLevel.Warning, InCycle, "Claims that could not be ended, and are in the next cycle: {Count}. {Reason}", Count, Error),
        GrabberStep.Rule => new(
            76, LogLevel.Warning, InCycle, "A rule failed for task {TaskId}, which has a claim and goes on without the rule: {Reason}", Id, Reason),
        GrabberStep.Workers => new(85, LogLevel.Warning, InWorkers, "A step of build worker {Worker} failed: {Reason}", Id, Error),
        _ => new(45, LogLevel.Warning, InCycle, "The task-end channel or the start signal cannot be read, and is tried again: {Reason}", Error),
    };
}

/// <summary>Where records come from.</summary>
public enum RecordList
{
    /// <summary>The frontend's list of builds.</summary>
    Builds,

    /// <summary>The frontend's list of actions.</summary>
    Actions,

    /// <summary>The task-end channel.</summary>
    TaskEnds,

    /// <summary>Results of actions that a predecessor left and that the frontend has not taken for certain.</summary>
    StoredResults,
}

/// <summary>There were records in a list. Stored results are reported from now on, and their actions do not run again.</summary>
/// <param name="List">The list.</param>
/// <param name="Count">How many, more than none.</param>
public sealed record RecordsListed(RecordList List, int Count) : JobGrabEvent
{
    internal override EventSentence Sentence => List switch
    {
        RecordList.Builds => new(3, LogLevel.Debug, InCycle, "Builds in the frontend's list: {Count}", Count),
        RecordList.Actions => new(4, LogLevel.Debug, InActions, "Actions in the frontend's list: {Count}", Count),
        _ => new(51, LogLevel.Information, InActions, "Action results that a predecessor left, and that are reported now: {Count}", Count),
    };
}

/// <summary>
/// A record cannot be used; it costs no other one. A record of a list is told once, and again when the reason changes;
/// of more than a hundred in a cycle the next one says how many more there are.
/// </summary>
/// <param name="List">Where it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Id">
/// The task or the action; of a stored result that cannot be read, the name under which it was stored. Null when that much could not be read.
/// </param>
/// <param name="Index">Its position in the frontend's list, from 0; null where it stands in none. Texts for people count records from 1.</param>
/// <param name="IsRepeated">
/// True when its id stands earlier in the list of builds; the first counts. Told once while it is so, and of a hundred in a cycle at most:
/// the cycle's report counts them all.
/// </param>
public sealed record RecordUnusable(RecordList List, string Reason, string? Id = null, int? Index = null, bool IsRepeated = false) : JobGrabEvent
{
    internal override EventSentence Sentence => List switch
    {
        RecordList.Builds when IsRepeated => new(
            9, LogLevel.Warning, InCycle, "Record {Record} of the builds list repeats task {TaskId}; the first one counts", Index + 1, Id),
        RecordList.Builds => new(
            8, LogLevel.Warning, InCycle, "Record {Record} of the builds list ({Task}) cannot be used: {Reason}",
            Index + 1, Id is null ? "without a usable id" : $"task {Id}", Reason),
        RecordList.Actions => new(16, LogLevel.Warning, InActions, "Record {Record} of the action list cannot be used: {Reason}", Index + 1, Reason),
        RecordList.TaskEnds => new(41, LogLevel.Warning, InCycle, "A message of the task-end channel is ignored: {Reason}", Reason),
        _ => new(52, LogLevel.Warning, InActions, "The result of action {Entry} is dropped: {Reason}", Id, Reason),
    };
}

/// <summary>What the frontend is told until it has taken it.</summary>
public enum ReportKind
{
    /// <summary>The result of an action. The action does not run again meanwhile.</summary>
    Action,

    /// <summary>What became of a cancelled task. Told at the first failure only.</summary>
    Cancel,

    /// <summary>That a build is to be listed again. Its claim stays until the frontend has taken it.</summary>
    Reschedule,

    /// <summary>How a build goes or ended. The claim of a build that has ended stays until the frontend has taken it.</summary>
    Build,
}

/// <summary>The frontend has not taken a report; it is told again after a pause, which grows.</summary>
/// <param name="Report">What it was to be told.</param>
/// <param name="Id">The action or the task.</param>
/// <param name="After">The pause until the next try; zero when a stop leaves no further one in this process.</param>
public sealed record ReportFailed(ReportKind Report, string Id, TimeSpan After) : JobGrabEvent
{
    internal override ToldReport ToldReport => new(Report, Id, Report == ReportKind.Cancel ? ToldReport.Unknown : After);

    internal override EventSentence Sentence => Report switch
    {
        ReportKind.Action when After == TimeSpan.Zero => new(
            24, LogLevel.Warning, InActions, "The frontend has not taken the result of action {ActionId} before the stop; "
                + "the next start tells it again if it was stored, and else runs the action again: {Reason}", NumberOf(Id), Error),
        ReportKind.Action => new(
            24, LogLevel.Warning, InActions,
            "The frontend has not taken the result of action {ActionId}, and is told again after {AfterSeconds} s: {Reason}", NumberOf(Id), After, Error),
        ReportKind.Cancel => new(
            73, LogLevel.Warning, InCancels,
            "The frontend was not told that task {TaskId} is cancelled, and is told in {AfterSeconds} s: {Reason}", Id, After, Error),
        ReportKind.Build when After == TimeSpan.Zero => new(
            86, LogLevel.Warning, InWorkers,
            "The frontend was not told of the build of task {TaskId} before the stop; another worker, or the leader, tells it: {Reason}", Id, Error),
        ReportKind.Build => new(
            86, LogLevel.Warning, InWorkers,
            "The frontend was not told of the build of task {TaskId}, and is told in {AfterSeconds} s: {Reason}", Id, After, Error),
        _ => new(
            43, LogLevel.Warning, InCycle,
            "The frontend was not told to list task {TaskId} again, and is told in {AfterSeconds} s: {Reason}", Id, After, Error),
    };
}

/// <summary>Messages came faster than they could be taken, and the oldest were dropped.</summary>
/// <param name="Sink">
/// The sink that lost events: its type, or the name that was given to <see cref="EventSink"/>.
/// Null when messages of the task-end channel were lost: the grabber, the store or the frontend could not act on them in time, and their claims end
/// otherwise, later.
/// </param>
/// <param name="Count">How many since the last time this was told.</param>
public sealed record MessagesDropped(string? Sink, long Count) : JobGrabEvent
{
    internal override EventSentence Sentence => Sink is null
        ? new(42, LogLevel.Warning, InCycle, "Task-end messages that were dropped because they came faster than they could be acted on: {Count}", Count)
        : new(26, LogLevel.Warning, InSetup, "Events that the event sink {Sink} has dropped: {Count}", Sink, Count);

    internal override void Measure(GrabberMeter meter) => meter.Dropped(Sink, Count);
}

/// <summary>Something in the set-up or the configuration does not mean what it seems to, or could not be checked. Told once per process.</summary>
/// <param name="Finding">
/// A sentence with what was found, and the cure. <see cref="CoprJobGrabOptions.Checks"/> can make a failure of the cycle of it instead.
/// </param>
/// <param name="IsAboutConfiguration">
/// True for what can be used but means something else than it seems to: what the library cannot express of a <c>copr-be.conf</c>,
/// what the original read wrongly, or which of Copr's defaults apply. The finding names the file, the line and the key.
/// </param>
public sealed record SetupNoted(string Finding, bool IsAboutConfiguration = false) : JobGrabEvent
{
    internal override EventSentence Sentence => IsAboutConfiguration
        ? new(48, LogLevel.Warning, InSetup, "About the configuration: {Finding}", Finding)
        : new(47, LogLevel.Warning, InSetup, "The set-up is doubtful: {Finding}", Finding);
}

/// <summary>Tells the events that several rooms have in common.</summary>
internal static class SharedEvents
{
    public static void Failed(this EventHub events, GrabberStep step, Exception error, string? id = null, int? count = null) =>
        events.Emit(new StepFailed(step, id, count) { Error = error });

    public static void Listed(this EventHub events, RecordList list, int count)
    {
        if (count > 0)
        {
            events.Emit(new RecordsListed(list, count));
        }
    }

    public static void Unusable(this EventHub events, RecordList list, string reason, string? id = null) => events.Emit(new RecordUnusable(list, reason, id));

    public static void NotTaken(this EventHub events, ReportKind report, string id, Exception error, TimeSpan after) =>
        events.Emit(new ReportFailed(report, id, after) { Error = error });

    public static void Doubted(this EventHub events, string finding) => events.Emit(new SetupNoted(finding));
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StepFailed))]
[JsonSerializable(typeof(RecordsListed))]
[JsonSerializable(typeof(RecordUnusable))]
[JsonSerializable(typeof(ReportFailed))]
[JsonSerializable(typeof(MessagesDropped))]
[JsonSerializable(typeof(SetupNoted))]
internal sealed partial class SharedJson : JsonSerializerContext;
