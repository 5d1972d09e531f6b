using System.CommandLine;
using System.Globalization;
using CoprJobGrab.ConsoleHost.Output;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>actions</c>: which actions may be running, and which results the frontend has not taken; <c>actions release ID</c> says that one runs no more.</summary>
internal static class ActionsCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON per action on standard output." };
    private static readonly Argument<string> Id = new("ID") { Description = "The action's id." };

    public static Command Create()
    {
        var command = OperatorCommand.Make(new Command("actions", "Show which actions were begun and may be running, and which results the frontend has not taken yet."), ListAsync);
        command.Options.Add(Json);
        command.Subcommands.Add(OperatorCommand.Make(
            new Command("release", "Say that an action runs no more that a grabber had begun which is gone, so that nothing waits for it.") { Id }, ReleaseAsync));
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, JobGrabber grabber, CancellationToken stop)
    {
        var actions = await grabber.ActionsAsync(stop);
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

    private static async Task<int> ReleaseAsync(ParseResult parsed, JobGrabber grabber, CancellationToken stop)
    {
        var text = parsed.GetRequiredValue(Id);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId) || !await grabber.ReleaseActionAsync(actionId, stop))
        {
            await Console.Error.WriteLineAsync($"No action {text} is noted as begun; the command actions shows those that are.");
            return ExitCodes.NotBegun;
        }

        await Console.Out.WriteLineAsync($"Action {actionId} is released; if it is listed, the grabber that leads begins it in its turn, from its next cycle on.");
        return ExitCodes.Success;
    }
}
