using System.Globalization;
using CoprJobGrab.Events;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>
/// Shows what happens to whoever sits at a terminal: a line for each fact, with its time, a word and what happened.
/// A cycle that found what the one before it had found takes that one's line.
/// </summary>
internal sealed class TerminalLines(IAnsiConsole console, TimeProvider time) : IEventSink, ILoggerProvider
{
    private const int MostNamed = 3;
    private const int WidthBeforeText = 22;
    private const int LeastAlignedWidth = 60;

    // Takes away the line above, and stands there.
    private const string LineBefore = "\e[1A\e[2K";

    private readonly Lock _oneLine = new();
    private string? _lastCycle;

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        if (FactOf(jobGrabEvent) is var (color, word, text))
        {
            Say(jobGrabEvent.When, color, word, OwnNames.Line(text), (jobGrabEvent as CycleEnded)?.Report.Cycle);
        }
    }

    /// <summary>Shows a line that is no event.</summary>
    public void Say(LogLevel level, string text) => Say(time.GetUtcNow(), ColorOf(level), "host", text);

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private static (string Color, string Word, string Text)? FactOf(JobGrabEvent jobGrabEvent) => jobGrabEvent switch
    {
        TasksEnqueued it => ("green", it.IsAgain ? "requeued" : "enqueued", $"{Builds(it.TaskIds)} for group {it.GroupId}: {Ids(it.TaskIds)}"),
        TasksWithdrawn it => ("grey", "ended", $"{Builds(it.TaskIds)} of group {it.GroupId}, whose claims end: {Ids(it.TaskIds)}"),
        TaskRefused it => ("yellow", "refused", it.Reason),
        RecordUnusable { List: RecordList.Builds, IsRepeated: false } it => ("yellow", "malformed", $"record {it.Index + 1}: {it.Reason}"),
        ActionStarted it => ("blue", "action", $"{it.Action.Id} {it.Action.Type} runs{(it.Attempt > 1 ? $", attempt {it.Attempt}" : "")}"),
        // That it is reported is told next.
        ActionFinished { Report.Succeeded: true } => null,
        ActionReported { Report: var report } => ("blue", "action", $"{report.ActionId} is reported {(report.Succeeded ? "done" : "failed")}"),
        // The lines are about the grabber; what goes well at the demonstration's workers shows in its lists.
        BuildChanged { Level: LogLevel.Information } => null,
        CycleEnded { Report.Error: { } error } => ("red", "failed", error.Message),
        CycleEnded { Report: var report } => ("grey", "cycle", CycleLines.Counts(report)),
        { Level: >= LogLevel.Information } it => (ColorOf(it.Level), it.Category[(it.Category.LastIndexOf('.') + 1)..].ToLowerInvariant(), it.Message),
        _ => null,
    };

    private static string Builds(IReadOnlyList<string> taskIds) => taskIds.Count == 1 ? "1 build" : $"{taskIds.Count} builds";

    private static string Ids(IReadOnlyList<string> taskIds) => string.Join(", ", taskIds.Take(MostNamed)) + (taskIds.Count > MostNamed ? ", …" : "");

    private static string ColorOf(LogLevel level) => level switch { >= LogLevel.Error => "red", LogLevel.Warning => "yellow", _ => "grey" };

    private void Say(DateTimeOffset when, string color, string word, string text, long? cycle = null)
    {
        var shown = TimeZoneInfo.ConvertTime(when, time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var fact = cycle is null ? text : $"{cycle}: {text}";
        lock (_oneLine)
        {
            if (cycle is not null && text == _lastCycle)
            {
                if (!console.Profile.Capabilities.Ansi || WidthBeforeText + fact.Length >= console.Profile.Width)
                {
                    return;
                }

                console.Profile.Out.Writer.Write(LineBefore);
            }

            _lastCycle = cycle is null ? null : text;
            if (console.Profile.Width < LeastAlignedWidth)
            {
                console.MarkupLine($"[grey]{shown}[/] [{color}]{word}[/] {fact.EscapeMarkup()}");
                return;
            }

            var line = new Grid { Expand = false }.AddColumn(new GridColumn { NoWrap = true }).AddColumn(new GridColumn { NoWrap = true }).AddColumn();
            console.Write(line.AddRow(new Markup($"[grey]{shown}[/]"), new Markup($"[{color}]{word,10}[/]"), new Text(fact)));
        }
    }

    private sealed class Logger(TerminalLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Say(logLevel, Printable.Of($"{formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}"));
    }
}
