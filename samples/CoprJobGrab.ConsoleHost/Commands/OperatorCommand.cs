using System.CommandLine;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary>What the operator's commands share: they do one thing at the queues on Redis, and ask no frontend.</summary>
internal static class OperatorCommand
{
    /// <summary>Makes a command.</summary>
    /// <param name="command">Its name, help and arguments.</param>
    /// <param name="act">Does the thing, and gives the exit code.</param>
    public static Command Make(Command command, Func<ParseResult, IJobGrabOperator, CancellationToken, Task<int>> act)
    {
        GrabberArguments.AddQueuesTo(command);
        command.SetAction((parsed, stop) => OneCall.RunAsync<IJobGrabOperator>(parsed, GrabberArguments.ReadQueues, asked => act(parsed, asked, stop)));
        return command;
    }
}
