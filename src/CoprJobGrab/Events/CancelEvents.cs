using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>A user has cancelled a task, and it is decided what that means; the frontend is told from now on.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">The answer that the frontend is told: true when a worker has the task, false when no worker has it and none will get it.</param>
/// <param name="UnstoppableIn">
/// The builder group whose worker has the task, gives no sign, and so cannot be told to stop: the claim stays until the build ends. Null otherwise.
/// </param>
public sealed record TaskCancelled(string TaskId, bool WasRunning, string? UnstoppableIn = null) : JobGrabEvent
{
    internal override EventSentence Sentence => UnstoppableIn is null
        ? new(
            71, LogLevel.Information, InCancels, "Task {TaskId} is cancelled by its user: {What}",
            TaskId, WasRunning ? "a worker has it" : "no worker has it, and none gets it")
        : new(
            72, LogLevel.Warning, InCancels, "Task {TaskId} is cancelled by its user, but a worker of group {GroupId} has taken it that gives no sign "
                + "and cannot be stopped; end the build there if it must not go on", TaskId, UnstoppableIn);
}

/// <summary>The frontend has taken what became of a cancelled task, after it had not.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Failures">How many tries had failed.</param>
public sealed record CancelReportRecovered(string TaskId, int Failures) : JobGrabEvent
{
    internal override ToldReport ToldReport => new(ReportKind.Cancel, TaskId, NextAfter: null);

    internal override EventSentence Sentence =>
        new(74, LogLevel.Information, InCancels, "The frontend knows now that task {TaskId} is cancelled; tries that had failed: {Failures}", TaskId, Failures);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TaskCancelled))]
[JsonSerializable(typeof(CancelReportRecovered))]
internal sealed partial class CancelJson : JsonSerializerContext;
