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
            ReleaseAsync));
        Add(command, ReportDecision.Tell, "Have a result told once more that the frontend refused.", "has its result told once more");
        Add(
            command, ReportDecision.Drop, "Have a result told no more that the frontend refused; its action does not run again.",
            "has its result told no more, and does not run again");
        Add(command, ReportDecision.Run, "Forget a result that the frontend refused, so that its action runs again.", "runs again if it is listed");
        return command;
    }

    private static void Add(Command actions, ReportDecision decision, string help, string done) => actions.Subcommands.Add(OperatorCommand.Make(
        new Command($"{decision}".ToLowerInvariant(), help) { Id }, (parsed, asked, stop) => DecideAsync(parsed, asked, decision, done, stop)));

    private static async Task<int> ListAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var actions = await asked.ActionsAsync(stop);
        if (parsed.GetValue(Json))
        {
            await ActionsOutput.WriteJsonAsync(actions, Console.Out);
        }
        else
        {
            ActionsOutput.WriteTable(actions);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> DecideAsync(ParseResult parsed, IJobGrabOperator asked, ReportDecision decision, string done, CancellationToken stop)
    {
        var text = parsed.GetRequiredValue(Id);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId)
            || !await asked.DecideReportAsync(actionId, decision, stop))
        {
            await Console.Error.WriteLineAsync($"No result of action {Printable.Of(text)} was given up; the command actions shows those that were.");
            return ExitCodes.NotGivenUp;
        }

        await Console.Out.WriteLineAsync($"Action {actionId} {done}, from the next cycle of the grabber that leads on.");
        return ExitCodes.Success;
    }

    private static async Task<int> ReleaseAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var text = parsed.GetRequiredValue(Id);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId)
            || !await asked.ReleaseActionAsync(actionId, stop))
        {
            await Console.Error.WriteLineAsync($"No action {Printable.Of(text)} is noted as begun; the command actions shows those that are.");
            return ExitCodes.NotBegun;
        }

        await Console.Out.WriteLineAsync(
            $"Action {actionId} is released; if it is listed, the grabber that leads begins it in its turn, from its next cycle on.");
        return ExitCodes.Success;
    }
}
