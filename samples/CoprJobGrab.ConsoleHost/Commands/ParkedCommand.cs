using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>parked</c>: the tasks that are set aside after too many attempts; <c>parked release TASK</c> gives one its attempts back.</summary>
internal static class ParkedCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON per parked task on standard output." };
    private static readonly Argument<string> Task = new Argument<string>("TASK") { Description = "The task's id." }.WithoutOptions();

    public static Command Create()
    {
        var command = OperatorCommand.Make(new Command("parked", "Show the tasks that are set aside after too many attempts."), ListAsync);
        command.Options.Add(Json);
        command.Subcommands.Add(
            OperatorCommand.Make(new Command("release", "Give a parked task its attempts back, so that it is handed out again.") { Task }, ReleaseAsync));
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var parked = await asked.ParkedAsync(stop);
        if (parsed.GetValue(Json))
        {
            await JsonTexts.WriteAsync(parked.Claims.Select(ParkedOutput.Json));
        }
        else
        {
            ParkedOutput.WriteTable(parked);
        }

        foreach (var (groupId, fault) in parked.Unseen)
        {
            await Console.Error.WriteLineAsync($"What is parked in group {groupId} is not known: {OwnNames.Line(fault.Message)}");
        }

        return parked.Unseen.Count == 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static async Task<int> ReleaseAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var taskId = parsed.GetRequiredValue(Task);
        if (!await asked.ReleaseParkedAsync(taskId, stop))
        {
            await Console.Error.WriteLineAsync($"Task {Printable.Of(taskId)} is not parked; the command parked shows those that are.");
            return ExitCodes.Failed;
        }

        await Console.Out.WriteLineAsync(
            $"Task {Printable.Of(taskId)} is released; if it is listed, the grabber that leads hands it out again in its next cycle.");
        return ExitCodes.Success;
    }
}
