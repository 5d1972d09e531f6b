using System.ComponentModel;
using System.Globalization;
using CoprJobGrab.ConsoleHost;

namespace CoprJobGrab.BuildWorker;

/// <summary>
/// Runs a program for each build, in a process group of its own, with the task's JSON as one line on its standard input.
/// Exit code 0 is success, 75 gives the build back, and another one is failure, with the end of standard error as the reason.
/// </summary>
internal sealed class CommandBuildHandler(WorkerArguments arguments, Taking taking) : IBuildHandler
{
    // EX_TEMPFAIL of sysexits.h.
    private const int NotNow = 75;
    private const int ReasonCharacters = 1_000;

    // How long what the program has written before its end may take to be read.
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    public async ValueTask<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken)
    {
        taking.Begin();
        try
        {
            BuildLog made;
            try
            {
                made = BuildLog.Create(arguments.LogFolder, work.Task.TaskId, work.Attempt);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return GiveBack($"no log can be made in {arguments.LogFolder}: {fault.Message}");
            }

            using var log = made;
            var outcome = await RunAsync(work, log, cancellationToken);
            log.Close();
            return log.Fault is null ? outcome : GiveBack(log.Fault);
        }
        finally
        {
            taking.End();
        }
    }

    private BuildOutcome.GivenBack GiveBack(string reason)
    {
        taking.Stop();
        return new BuildOutcome.GivenBack($"{reason}; this worker takes no more builds");
    }

    private async Task<BuildOutcome> RunAsync(BuildWork work, BuildLog log, CancellationToken cancellationToken)
    {
        using var group = Start(work);
        using var enough = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, log.Unwritable);
        var errors = new TailOfStream(ReasonCharacters, CancellationToken.None);
        var streams = Task.WhenAll(
            WriteAsync(group.Input, OneLine.Of(work.Json.Span), enough.Token),
            log.CopyAsync(group.Output, _ => { }, enough.Token),
            log.CopyAsync(group.Errors, errors.Keep, enough.Token));
        await group.WaitForExitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var hasEnded = group.HasExited;
        // Whoever has lost the lease may have a successor already, so that there is no time for a grace.
        await group.EndAsync(arguments.Grace, () => work.Stop == BuildStop.LeaseLost);
        await Task.WhenAny(streams, Task.Delay(LastWords, TimeProvider.System, CancellationToken.None));
        await enough.CancelAsync();
        await streams;
        return hasEnded ? Outcome(group.ExitCode, errors.ToString()) : new BuildOutcome.Interrupted();
    }

    private BuildOutcome Outcome(int exitCode, string errors) => exitCode switch
    {
        0 => new BuildOutcome.Succeeded(),
        NotNow => new BuildOutcome.GivenBack(errors is "" ? null : errors),
        _ when ProcessGroup.HasNotStarted(exitCode, errors) => throw new ProgramFault(errors),
        _ => new BuildOutcome.Failed(
            errors is "" ? string.Create(CultureInfo.InvariantCulture, $"{arguments.Command} ended with exit code {exitCode}") : errors),
    };

    private ProcessGroup Start(BuildWork work)
    {
        try
        {
            return ProcessGroup.Start(
                arguments.Command,
                [
                    ("CJG_TASK_ID", work.Task.TaskId), ("CJG_ATTEMPT", work.Attempt.ToString(CultureInfo.InvariantCulture)),
                    .. Secrets.Variables.Select(name => (name, (string?)null)),
                ]);
        }
        catch (Win32Exception fault)
        {
            throw new ProgramFault(fault.GetBaseException().Message, fault);
        }
    }

    private static async Task WriteAsync(Stream input, byte[] line, CancellationToken enough)
    {
        try
        {
            await using (input)
            {
                await input.WriteAsync(line, enough).AsTask().WaitAsync(enough);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The program does not read it, or no more.
        }
    }

    /// <summary>The program has no result. The message says all, and a log, which has it already, adds the text of the exception.</summary>
    private sealed class ProgramFault(string reason, Exception? cause = null) : Exception($"The command did not start: {reason}", cause)
    {
        public override string ToString() => "";
    }
}
