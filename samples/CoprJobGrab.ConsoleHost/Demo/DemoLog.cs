using System.Collections.Concurrent;
using CoprJobGrab.Events;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Demo;

/// <summary>Shows the demonstration's events as they happen, and counts them for the end.</summary>
internal sealed class DemoLog(IAnsiConsole console) : IEventSink
{
    private int _enqueued;
    private int _reported;
    private readonly ConcurrentQueue<string> _troubles = new();

    public int Enqueued => _enqueued;

    public int Reported => _reported;

    public IReadOnlyCollection<string> Troubles => _troubles;

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        switch (jobGrabEvent)
        {
            case TasksEnqueued { IsAgain: false } enqueued:
                Interlocked.Add(ref _enqueued, enqueued.TaskIds.Count);
                Say("green", "enqueued", $"{enqueued.TaskIds.Count} builds for group {enqueued.GroupId}: {string.Join(", ", enqueued.TaskIds.Take(3))}, …");
                break;
            case TaskRefused refused:
                _troubles.Enqueue($"refused: {refused.Reason}");
                Say("yellow", "refused", refused.Reason);
                break;
            case RecordUnusable { List: RecordList.Builds, IsRepeated: false } malformed:
                _troubles.Enqueue($"malformed: record {malformed.Index + 1}: {malformed.Reason}");
                Say("yellow", "malformed", $"record {malformed.Index + 1}: {malformed.Reason}");
                break;
            case ActionStarted started:
                Say("blue", "action", $"{started.Action.Id} {started.Action.Type} runs");
                break;
            case ActionReported reported:
                Interlocked.Increment(ref _reported);
                Say("blue", "action", $"{reported.Report.ActionId} is reported {(reported.Report.Succeeded ? "done" : "failed")}");
                break;
            case TasksWithdrawn withdrawn:
                Say("grey", "ended", $"{withdrawn.TaskIds.Count} builds are listed no more; their claims end");
                break;
            case CycleEnded { Report.Error: { } error }:
                _troubles.Enqueue(error.Message);
                Say("red", "failed", error.Message);
                break;
            case CycleEnded { Report: var report }:
                Say("grey", "cycle", $"{report.Cycle}: {report.Listed} listed, {report.Enqueued} enqueued, {report.Kept} kept");
                break;
        }
    }

    private void Say(string color, string word, string text) => console.MarkupLine($"[{color}]{word,10}[/]  {text.EscapeMarkup()}");
}
