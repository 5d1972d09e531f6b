using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>plan</c>: what a cycle would do, and why. Writes nothing anywhere.</summary>
internal static class PlanCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON per listed task on standard output." };

    public static Command Create()
    {
        var command = new Command("plan", "Show what a cycle would do, and do nothing.");
        GrabberArguments.AddTo(command);
        command.Options.Add(Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var faults = new List<string>();
        var arguments = GrabberArguments.Read(parsed, faults);
        if (faults.Count > 0)
        {
            return ExitCodes.InvalidOptions(faults);
        }

        foreach (var note in arguments.File?.Notes ?? [])
        {
            await Console.Error.WriteLineAsync(note);
        }

        var services = new ServiceCollection();
        services.AddLogging();
        arguments.AddGrabber(services);
        await using var provider = services.BuildServiceProvider();
        try
        {
            var plan = await provider.GetRequiredService<JobGrabber>().PlanAsync(stop);
            var lines = PlanLine.Of(plan);
            if (parsed.GetValue(Json))
            {
                await PlanOutput.WriteJsonAsync(lines, Console.Out);
            }
            else
            {
                PlanOutput.WriteTable(lines);
            }

            return ExitCodes.Success;
        }
        catch (CoprJobGrabException fault)
        {
            await Console.Error.WriteLineAsync(GrabberArguments.InOwnNames(fault.Message));
            return ExitCodes.NoAnswer;
        }
    }
}
