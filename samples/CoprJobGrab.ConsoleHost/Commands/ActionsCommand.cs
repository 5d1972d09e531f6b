using System.CommandLine;
using System.Globalization;
using CoprJobGrab.ConsoleHost.Output;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary>
/// <c>actions</c>: which actions may be running, and which results the frontend has not taken; <c>actions release ID</c> says that one runs no more,
/// and <c>actions tell|drop|run ID</c> what becomes of a result that the frontend refuses.
/// </summary>
internal static class ActionsCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON per action on standard output." };
    private static readonly Argument<string> Id = new Argument<string>("ID") { Description = "The action's id." }.WithoutOptions();

    public static Command Create()
    {
        var command = OperatorCommand.Make(
            new Command("actions", "Show which actions were begun and may be running, and which results the frontend has not taken yet or refuses."),
            ListAsync);
        command.Options.Add(Json);
        command.Subcommands.Add(OperatorCommand.Make(
            new Command("release", "Say that an action runs no more that a grabber had begun which is gone, so that nothing waits for it.") { Id },
            (parsed, asked, stop) => ActAsync(
                parsed, id => asked.ReleaseActionAsync(id, stop), text => $"No action {text} is noted as begun; the command actions shows those that are.",
                "is released; if it is listed, the grabber that leads begins it in its turn, from its next cycle on.")));
        Add(command, ReportDecision.Tell, "Have a result told once more that the frontend refused.", "has its result told once more");
        Add(
            command, ReportDecision.Drop, "Have a result told no more that the frontend refused; its action does not run again.",
            "has its result told no more, and does not run again");
        Add(command, ReportDecision.Run, "Forget a result that the frontend refused, so that its action runs again.", "runs again if it is listed");
        return command;
    }

    private static void Add(Command actions, ReportDecision decision, string help, string done) => actions.Subcommands.Add(OperatorCommand.Make(
        new Command($"{decision}".ToLowerInvariant(), help) { Id }, (parsed, asked, stop) => ActAsync(
            parsed, id => asked.DecideReportAsync(id, decision, stop),
            text => $"No result of action {text} was given up; the command actions shows those that were.",
            $"{done}, from the next cycle of the grabber that leads on.")));

    private static async Task<int> ListAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var actions = await asked.ActionsAsync(stop);
        if (parsed.GetValue(Json))
        {
            await JsonTexts.WriteAsync(ActionsOutput.Json(actions));
        }
        else
        {
            ActionsOutput.WriteTable(actions);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> ActAsync(ParseResult parsed, Func<long, Task<bool>> act, Func<string, string> fault, string done)
    {
        var text = parsed.GetRequiredValue(Id);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId) || !await act(actionId))
        {
            await Console.Error.WriteLineAsync(fault(Printable.Of(text)));
            return ExitCodes.Failed;
        }

        await Console.Out.WriteLineAsync($"Action {actionId} {done}");
        return ExitCodes.Success;
    }
}
