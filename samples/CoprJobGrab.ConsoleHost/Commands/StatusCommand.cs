using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>status</c>: who leads, and what the queues have, from the store alone. <c>top</c> shows the same again and again, until Ctrl-C.</summary>
internal static class StatusCommand
{
    public const string Top = "top";
    private const string ScreenOfItsOwn = "\e[?1049h\e[H";

    // With the keys as they were before .NET set them.
    private const string ScreenBefore = "\e[?1049l\e[?1l\e>";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON on standard output." };
    private static readonly Option<bool> Once = new("--once") { Description = "Show it once, as where there is no terminal." };

    public static Command Create()
    {
        var command = OperatorCommand.Make(
            new Command("status", "Show who leads, when the frontend was last polled, and what the queues have; Redis alone is asked."), ShowAsync);
        command.Options.Add(Json);
        return command;
    }

    public static Command CreateTop()
    {
        var command = OperatorCommand.Make(new Command(Top, "Show the status of the queues again and again, until Ctrl-C."), WatchAsync);
        command.Options.Add(Once);
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var status = await asked.StatusAsync(stop);
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(StatusOutput.Json(status));
        }
        else
        {
            AnsiConsole.Write(StatusOutput.Picture(status));
        }

        var faults = StatusOutput.Faults(status).ToList();
        foreach (var fault in faults)
        {
            await Console.Error.WriteLineAsync(fault);
        }

        return faults.Count == 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        if (parsed.GetValue(Once) || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            return await ShowAsync(parsed, asked, stop);
        }

        try
        {
            // A Redis that is away is told, and ends the command, before it takes the screen.
            var first = await asked.StatusAsync(stop);
            var output = AnsiConsole.Profile.Out.Writer;
            output.Write(ScreenOfItsOwn);
            try
            {
                await AnsiConsole.Live(StatusOutput.Picture(first)).Cropping(VerticalOverflowCropping.Bottom)
                    .StartAsync(picture => RefreshAsync(picture, asked, first, stop));
            }
            finally
            {
                output.Write(ScreenBefore);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        return ExitCodes.Success;
    }

    private static async Task RefreshAsync(LiveDisplayContext picture, IJobGrabOperator asked, GrabberStatus last, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(Pause, TimeProvider.System, stop);
            IEnumerable<string> faults;
            try
            {
                last = await asked.StatusAsync(stop);
                faults = StatusOutput.Faults(last);
            }
            catch (CoprJobGrabException fault)
            {
                faults = [OwnNames.Line(fault.Message)];
            }

            picture.UpdateTarget(new Rows([StatusOutput.Picture(last), .. faults.Select(fault => new Text(fault, Color.Yellow))]));
        }
    }
}
