using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using CliWrap;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// Runs a program for each action, with the action's JSON as one line on its standard input.
/// It succeeds with exit code 0; with another the action has failed, and the end of its standard error is the message.
/// A program that does not start, or is killed by a signal, is tried again; so is one that ends with 129 to 192, which cannot be told from a signal.
/// What the program leaves running behind it is not waited for, even when it holds the program's standard error.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="secrets">The variables of this process's environment that the program does not get.</param>
internal sealed class CommandActionHandler(string program, params IReadOnlyCollection<string> secrets)
{
    // A shell's convention, which .NET follows: a process that was killed by signal n ends with 128 + n.
    // One that ends with such a number itself looks the same.
    private const int FirstSignal = 129;
    private const int LastSignal = 128 + 64;
    private const int MessageCharacters = 1_000;

    // How long what the program has written before its end may take to be read.
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<int, bool> _running = new();
    private volatile bool _isOver;

    /// <summary>
    /// Ends each program that runs, and the programs that it has started and that are still below it, for a host that ends at once.
    /// By their tree: they are in the host's own process group, with whoever has started the host. .NET starts none in a group of its own,
    /// and a program that did so for it would hide that the other one did not start.
    /// </summary>
    public void EndAll()
    {
        _isOver = true;
        foreach (var processId in _running.Keys)
        {
            try
            {
                using var process = Process.GetProcessById(processId);
                process.Kill(entireProcessTree: true);
            }
            catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended meanwhile, or one of its tree may not be ended; the others have been.
            }
        }
    }

    public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        using var unheard = new CancellationTokenSource();
        var errors = new TailOfStream(MessageCharacters, unheard.Token);
        var command = Cli.Wrap(program)
            .WithValidation(CommandResultValidation.None)
            .WithEnvironmentVariables(secrets.ToDictionary(name => name, _ => (string?)null))
            .WithStandardInputPipe(PipeSource.FromBytes(OneLine.Of(attempt.Action.Json.Span)))
            .WithStandardErrorPipe(PipeTarget.Create(errors.ReadAsync));
        var exitCode = (await RunAsync(command, unheard, cancellationToken)).ExitCode;
        if (_isOver)
        {
            // What was killed because the host ends has no result, and does not count as an attempt.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return exitCode switch
        {
            0 => new ActionOutcome.Done(),
            >= FirstSignal and <= LastSignal =>
                throw new ProgramFault($"{program} was killed by signal {exitCode - 128}, or ended with exit code {exitCode}"),
            _ => new ActionOutcome.Failed(errors.ToString() is { Length: > 0 } message ? message : $"{program} ended with exit code {exitCode}"),
        };
    }

    private async Task<CommandResult> RunAsync(Command command, CancellationTokenSource unheard, CancellationToken cancellationToken)
    {
        var processId = 0;
        try
        {
            var run = command.ExecuteAsync(cancellationToken);
            processId = run.ProcessId;
            _running[processId] = true;
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
            throw new ProgramFault($"{program} did not start: {fault.GetBaseException().Message}", fault);
        }
        finally
        {
            _running.TryRemove(processId, out _);
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

    /// <summary>The program has no result. The message says all, and a log, which has it already, adds the text of the exception.</summary>
    private sealed class ProgramFault(string message, Exception? cause = null) : Exception(message, cause)
    {
        public override string ToString() => "";
    }
}
