using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;

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
        command.SetAction(
            (parsed, stop) => OneCall.RunAsync<JobGrabber>(
                parsed, (line, faults) => GrabberArguments.Read(line, faults), grabber => ShowAsync(parsed, grabber, stop)));
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, JobGrabber grabber, CancellationToken stop)
    {
        var plan = await grabber.PlanAsync(stop);
        var lines = PlanLine.Of(plan);
        if (parsed.GetValue(Json))
        {
            await JsonTexts.WriteAsync(lines.Select(PlanOutput.Json));
        }
        else
        {
            PlanOutput.WriteTable(lines);
        }

        foreach (var note in LeaderOutput.Notes(plan.Leader))
        {
            await Console.Error.WriteLineAsync(note);
        }

        return ExitCodes.Success;
    }
}
