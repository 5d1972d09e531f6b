using System.CommandLine;
using CoprJobGrab.ConsoleHost;
using CoprJobGrab.ConsoleHost.Commands;

var root = new RootCommand("Fedora Copr's job grabber. Without a command: a demonstration that needs nothing but this program.")
{
    RunCommand.Create(),
    PlanCommand.Create(),
};
root.SetAction((_, stop) => DemoCommand.RunAsync(stop));

var parsed = root.Parse(args);
return parsed.Errors.Count > 0
    ? ExitCodes.InvalidOptions(parsed.Errors.Select(error => error.Message).Concat(GrabberArguments.FaultsOf(parsed)))
    : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
