using System.Collections.Concurrent;
using CoprJobGrab.ConsoleHost.Demo;
using CoprJobGrab.ConsoleHost.Output;
using CoprJobGrab.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary>The demonstration: a frontend in this process over real HTTP, queues in memory, workers that build. Ends by itself.</summary>
internal static class DemoCommand
{
    private const int Builds = 60;
    private const int Unbuildable = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(CancellationToken stop)
    {
        var time = TimeProvider.System;
        var console = AnsiConsole.Console;
        var started = time.GetTimestamp();
        await using var frontend = new DemoFrontend(Builds);
        var told = new ConcurrentQueue<JobGrabEvent>();
        using var host = CreateHost(frontend, EventSink.Create(told.Enqueue), new TerminalLines(console, time));

        console.MarkupLine($"A demo frontend listens on [bold]{frontend.Url}[/] with {frontend.BuildsLeft} builds and {frontend.ActionsLeft} actions.");
        using var limit = new CancellationTokenSource(Limit, time);
        // The host takes Ctrl-C.
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, stopping, limit.Token);
        try
        {
            await host.StartAsync(ending.Token);
            await UntilDoneAsync(frontend, time, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Stopped, or out of time; the summary says what is left.
        }

        await host.StopAsync(CancellationToken.None);
        Summarize(console, frontend, [.. told], time.GetElapsedTime(started));
        return IsDone(frontend) ? ExitCodes.Success : ExitCodes.Unfinished;
    }

    private static IHost CreateHost(DemoFrontend frontend, IEventSink told, TerminalLines lines)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var farm = builder.Services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = frontend.Url;
                options.AddGroup("0", "x86_64", "source").AddGroup("1", "aarch64");
                options.Loop.Interval = TimeSpan.FromSeconds(1);
            })
            .AddActionHandler(static async (_, stop) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, stop);
                return new ActionOutcome.Done();
            })
            .UseBuildReporter(new DemoReporter(frontend))
            .AddEventSink(told)
            .AddEventSink(lines);
        foreach (var (group, milliseconds) in new[] { ("0", 80), ("0", 120), ("1", 100) })
        {
            farm.AddBuildWorker(new DemoBuilder(TimeSpan.FromMilliseconds(milliseconds)), worker =>
            {
                worker.Groups.Add(group);
                // Nobody waits for a builder of the demonstration.
                worker.Grace = TimeSpan.Zero;
            });
        }

        return builder.Build();
    }

    private static async Task UntilDoneAsync(DemoFrontend frontend, TimeProvider time, CancellationToken end)
    {
        while (!IsDone(frontend))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, end);
        }
    }

    // Two records can never be built, so they stay listed.
    private static bool IsDone(DemoFrontend frontend) => frontend.BuildsLeft <= Unbuildable && frontend.ActionsLeft == 0;

    private static void Summarize(IAnsiConsole console, DemoFrontend frontend, IReadOnlyList<JobGrabEvent> told, TimeSpan elapsed)
    {
        var troubles = told.Where(each => each is TaskRefused or RecordUnusable or CycleEnded { Report.Ok: false }).ToList();
        console.WriteLine();
        console.Write(new Table().Border(TableBorder.Rounded).AddColumns("what happened", "count")
            .AddRow("builds enqueued, each once", $"{told.OfType<TasksEnqueued>().Sum(enqueued => enqueued.TaskIds.Count)}")
            .AddRow("builds built", $"{Builds + Unbuildable - frontend.BuildsLeft}")
            .AddRow("actions handled and reported", $"{told.OfType<ActionReported>().Count()}")
            .AddRow("records that cannot be built", $"{troubles.Count}"));
        foreach (var trouble in troubles)
        {
            console.MarkupLine($"[yellow]{trouble.Message.EscapeMarkup()}[/]");
        }

        console.WriteLine(IsDone(frontend)
            ? $"Done in {elapsed.TotalSeconds:F1} s."
            : $"Ended after {elapsed.TotalSeconds:F1} s with {frontend.BuildsLeft - Unbuildable} builds and {frontend.ActionsLeft} actions left.");
    }
}
