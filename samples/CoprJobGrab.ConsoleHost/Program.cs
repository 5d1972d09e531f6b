using System.CommandLine;
using System.CommandLine.Parsing;
using CoprJobGrab.ConsoleHost;
using CoprJobGrab.ConsoleHost.Commands;
using Spectre.Console;

StandardStreams.Guard();
if (Console.IsOutputRedirected)
{
    // A program or a file reads it; what is one line is to stay one.
    AnsiConsole.Profile.Width = 10_000;
}

var root = new RootCommand("Fedora Copr's job grabber. Without a command: a demonstration that needs nothing but this program.")
{
    RunCommand.Create(),
    PlanCommand.Create(),
    WhyCommand.Create(),
    StatusCommand.Create(),
    StatusCommand.CreateTop(),
    ParkedCommand.Create(),
    ForgetCommand.Create(),
    ActionsCommand.Create(),
    new Command("help", "Show the help of a command, as --help does.") { new Argument<string[]>("COMMAND") { Description = "The command's words." } },
};
Help.GiveTo(root);
root.SetAction((_, stop) => DemoCommand.RunAsync(stop));

if (args is ["help", .. var words])
{
    args = [.. words, "--help"];
}

// What begins with @ is a group of users to --block-owner, and no file of arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count == 0 && (parsed.UnmatchedTokens is not [var unmatched, ..] || unmatched != args[0]))
{
    try
    {
        // Only top ends at a signal by itself; to run it is the host's, and the rest may end at once.
        TimeSpan? patience = parsed.CommandResult.Command.Name == StatusCommand.Top ? TimeSpan.FromSeconds(5) : null;
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience });
    }
    catch (IOException fault)
    {
        return ExitCodes.NoOutput(fault);
    }
}

// A mistyped option must not hide what is wrong with the others.
var faults = ParserFaults.Of(parsed, args).ToList();
var command = parsed.CommandResult;
while (command.Parent is CommandResult { Parent: not null } above)
{
    command = above;
}

switch (command.Command.Name)
{
    case "run":
        RunCommand.Read(parsed, faults);
        break;
    case "plan" or "why":
        GrabberArguments.Read(parsed, faults);
        break;
    case "status" or "top" or "parked" or "forget" or "actions":
        GrabberArguments.ReadQueues(parsed, faults);
        break;
}

return ExitCodes.InvalidOptions(faults, parsed);
