using System.CommandLine;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>confirm-absence</c>: the tasks that are suddenly listed no more have really ended.</summary>
internal static class ConfirmAbsenceCommand
{
    public static Command Create() => OperatorCommand.Make(
        new Command("confirm-absence", "Say that the many tasks have really ended that the frontend suddenly lists no more."),
        async (_, grabber, stop) =>
        {
            await grabber.ConfirmAbsenceAsync(stop);
            await Console.Out.WriteLineAsync("It is noted; the grabber that leads believes the frontend's list in its next cycle, if it doubts it now.");
            return ExitCodes.Success;
        });
}
