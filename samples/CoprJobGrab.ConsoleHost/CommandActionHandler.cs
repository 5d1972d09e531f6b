using System.ComponentModel;
using CliWrap;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// Runs a program for each action, with the action's JSON on its standard input. It succeeds with exit code 0; with another the action has failed, and the end of
/// its standard error is the message. A program that does not start, or is killed by a signal, is tried again; so is one that ends with 129 to 192, which cannot be
/// told from a signal.
/// </summary>
internal sealed class CommandActionHandler(string program)
{
    // A shell's convention, which .NET follows: a process that was killed by signal n ends with 128 + n. One that ends with such a number itself looks the same.
    private const int FirstSignal = 129;
    private const int LastSignal = 128 + 64;
    private const int MessageCharacters = 1_000;

    public async ValueTask<ActionOutcome> HandleAsync(ActionTask action, CancellationToken cancellationToken)
    {
        var errors = new TailOfStream(MessageCharacters);
        var command = Cli.Wrap(program)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.FromBytes(action.Json))
            .WithStandardErrorPipe(PipeTarget.Create(errors.ReadAsync));
        var exitCode = (await StartAsync(command, cancellationToken)).ExitCode;
        return exitCode switch
        {
            0 => new ActionOutcome.Done(),
            >= FirstSignal and <= LastSignal => throw new InvalidOperationException($"{program} was killed by signal {exitCode - 128}, or ended with exit code {exitCode}"),
            _ => new ActionOutcome.Failed(errors.ToString() is { Length: > 0 } message ? message : $"{program} ended with exit code {exitCode}"),
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
            throw new InvalidOperationException($"{program} did not start: {fault.GetBaseException().Message}", fault);
        }
    }
}
