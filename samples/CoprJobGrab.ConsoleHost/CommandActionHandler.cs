using System.ComponentModel;
using System.Diagnostics;
using CliWrap;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// Runs a program for each action, with the action's JSON on its standard input. It succeeds with exit code 0; with another the action has failed, and the end of
/// its standard error is the message. A program that does not start, or is killed by a signal, is tried again; so is one that ends with 129 to 192, which cannot be
/// told from a signal. What the program leaves running behind it is not waited for, even when it holds the program's standard error.
/// </summary>
internal sealed class CommandActionHandler(string program)
{
    // A shell's convention, which .NET follows: a process that was killed by signal n ends with 128 + n. One that ends with such a number itself looks the same.
    private const int FirstSignal = 129;
    private const int LastSignal = 128 + 64;
    private const int MessageCharacters = 1_000;

    // How long what the program has written before its end may take to be read.
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    public async ValueTask<ActionOutcome> HandleAsync(ActionTask action, CancellationToken cancellationToken)
    {
        using var unheard = new CancellationTokenSource();
        var errors = new TailOfStream(MessageCharacters, unheard.Token);
        var command = Cli.Wrap(program)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.FromBytes(action.Json))
            .WithStandardErrorPipe(PipeTarget.Create(errors.ReadAsync));
        var exitCode = (await RunAsync(command, unheard, cancellationToken)).ExitCode;
        return exitCode switch
        {
            0 => new ActionOutcome.Done(),
            >= FirstSignal and <= LastSignal => throw new InvalidOperationException($"{program} was killed by signal {exitCode - 128}, or ended with exit code {exitCode}"),
            _ => new ActionOutcome.Failed(errors.ToString() is { Length: > 0 } message ? message : $"{program} ended with exit code {exitCode}"),
        };
    }

    private async Task<CommandResult> RunAsync(Command command, CancellationTokenSource unheard, CancellationToken cancellationToken)
    {
        try
        {
            var run = command.ExecuteAsync(cancellationToken);
            var ended = EndedAsync(run.ProcessId);
            if (await Task.WhenAny(run.Task, ended) == ended)
            {
                await Task.WhenAny(run.Task, Task.Delay(LastWords, TimeProvider.System, CancellationToken.None));
                await unheard.CancelAsync();
            }

            return await run;
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException($"{program} did not start: {fault.GetBaseException().Message}", fault);
        }
    }

    /// <summary>Completes when the process itself has ended, whoever holds its streams.</summary>
    private static async Task EndedAsync(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            await process.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
