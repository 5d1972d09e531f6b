using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary>What the operator's commands share: they do one thing at the queues on Redis, by a grabber of their own that never leads and asks no frontend.</summary>
internal static class OperatorCommand
{
    /// <summary>Makes a command.</summary>
    /// <param name="command">Its name, help and arguments.</param>
    /// <param name="act">Does the thing, and gives the exit code.</param>
    public static Command Make(Command command, Func<ParseResult, JobGrabber, CancellationToken, Task<int>> act)
    {
        GrabberArguments.AddQueuesTo(command);
        command.SetAction((parsed, stop) => RunAsync(parsed, act, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<ParseResult, JobGrabber, CancellationToken, Task<int>> act, CancellationToken stop)
    {
        var faults = new List<string>();
        var arguments = GrabberArguments.ReadQueues(parsed, faults);
        if (faults.Count > 0)
        {
            return ExitCodes.InvalidOptions(faults);
        }

        var services = new ServiceCollection();
        services.AddLogging();
        arguments.AddGrabber(services);
        await using var provider = services.BuildServiceProvider();
        try
        {
            return await act(parsed, provider.GetRequiredService<JobGrabber>(), stop);
        }
        catch (CoprJobGrabException fault)
        {
            await Console.Error.WriteLineAsync(GrabberArguments.InOwnNames(fault.Message));
            return ExitCodes.NoAnswer;
        }
    }
}
