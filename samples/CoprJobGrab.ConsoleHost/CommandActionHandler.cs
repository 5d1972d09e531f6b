using System.ComponentModel;
using System.Text;
using CliWrap;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// Runs a program for each action, with the action's JSON on its standard input. It succeeds with exit code 0; with another the action has failed, and the end of
/// its standard error is the message. A program that does not start, or is killed by a signal, is tried again.
/// </summary>
internal sealed class CommandActionHandler(string program)
{
    // A shell's convention, which .NET follows: a process that was killed by signal n ends with 128 + n.
    private const int FirstSignal = 129;
    private const int LastSignal = 128 + 64;
    private const int MessageCharacters = 1_000;

    public async ValueTask<ActionOutcome> HandleAsync(ActionTask action, CancellationToken cancellationToken)
    {
        var errors = new StringBuilder();
        var command = Cli.Wrap(program)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.FromBytes(action.Json))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line => Keep(errors, line)));
        var exitCode = (await StartAsync(command, cancellationToken)).ExitCode;
        return exitCode switch
        {
            0 => new ActionOutcome.Done(),
            >= FirstSignal and <= LastSignal => throw new InvalidOperationException($"{program} was killed by signal {exitCode - 128}"),
            _ => new ActionOutcome.Failed(errors.Length > 0 ? errors.ToString() : $"{program} ended with exit code {exitCode}"),
        };
    }

    private async Task<CommandResult> StartAsync(Command command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteAsync(cancellationToken);
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException($"{program} did not start: {fault.Message}", fault);
        }
    }

    private static void Keep(StringBuilder errors, string line)
    {
        errors.Append(errors.Length > 0 ? "\n" : "").Append(line);
        if (errors.Length > MessageCharacters)
        {
            errors.Remove(0, errors.Length - MessageCharacters);
        }
    }
}
