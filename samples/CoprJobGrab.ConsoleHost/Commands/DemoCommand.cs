using CoprJobGrab.ConsoleHost.Demo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary>The demonstration: a frontend in this process over real HTTP, queues in memory, builders that pop from them. Ends by itself.</summary>
internal static class DemoCommand
{
    private const int Builds = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(CancellationToken stop)
    {
        var time = TimeProvider.System;
        var console = AnsiConsole.Console;
        var started = time.GetTimestamp();
        await using var frontend = new DemoFrontend(Builds);
        var queue = new InMemoryBuildQueue(["0", "1"]);
        var log = new DemoLog(console);
        using var host = CreateHost(frontend, queue, log);

        console.MarkupLine($"A demo frontend listens on [bold]{frontend.Url}[/] with {frontend.BuildsLeft} builds and {frontend.ActionsLeft} actions.");
        using var limit = new CancellationTokenSource(Limit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        await host.StartAsync(ending.Token);
        using var building = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var builders = Task.WhenAll(
            new DemoBuilder("0", queue, frontend, TimeSpan.FromMilliseconds(80), time).RunAsync(building.Token),
            new DemoBuilder("0", queue, frontend, TimeSpan.FromMilliseconds(120), time).RunAsync(building.Token),
            new DemoBuilder("1", queue, frontend, TimeSpan.FromMilliseconds(100), time).RunAsync(building.Token));
        await WaitForEndAsync(frontend, log, time, ending.Token);
        await building.CancelAsync();
        await builders;
        await host.StopAsync(CancellationToken.None);

        Summarize(console, frontend, log, time.GetElapsedTime(started));
        return ExitCodes.Success;
    }

    private static IHost CreateHost(DemoFrontend frontend, InMemoryBuildQueue queue, DemoLog log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IBuildQueue>(queue);
        builder.Services.AddCoprJobGrab(options =>
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
            .AddEventSink(log);
        return builder.Build();
    }

    // Two records can never be built; everything else is to come to its end, and its claim too.
    private static async Task WaitForEndAsync(DemoFrontend frontend, DemoLog log, TimeProvider time, CancellationToken stop)
    {
        try
        {
            while (frontend.BuildsLeft > log.Troubles.Count || frontend.ActionsLeft > 0 || log.Enqueued == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private static void Summarize(IAnsiConsole console, DemoFrontend frontend, DemoLog log, TimeSpan elapsed)
    {
        console.WriteLine();
        console.Write(new Table().Border(TableBorder.Rounded).AddColumns("what happened", "count")
            .AddRow("builds enqueued, each once", $"{log.Enqueued}")
            .AddRow("builds built", $"{Builds + 2 - frontend.BuildsLeft}")
            .AddRow("actions handled and reported", $"{log.Reported}")
            .AddRow("records that cannot be built", $"{log.Troubles.Count}"));
        foreach (var trouble in log.Troubles)
        {
            console.MarkupLine($"[yellow]{trouble.EscapeMarkup()}[/]");
        }

        console.WriteLine($"Done in {elapsed.TotalSeconds:F1} s.");
    }
}
