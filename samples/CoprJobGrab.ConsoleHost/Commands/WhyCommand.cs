using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>why TASK</c>: where a task stands, and why. Writes nothing anywhere.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string> Task =
        new Argument<string>("TASK") { Description = "The task's id, as the frontend lists it, or that of an action." }.WithoutOptions();
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON on standard output." };

    public static Command Create()
    {
        var command = new Command("why", "Say why a build is not running, or where it is.") { Task };
        GrabberArguments.AddTo(command);
        command.Options.Add(Json);
        command.SetAction(
            (parsed, stop) => OneCall.RunAsync<IJobGrabOperator>(
                parsed, (line, faults) => GrabberArguments.Read(line, faults), asked => ExplainAsync(parsed, asked, stop)));
        return command;
    }

    private static async Task<int> ExplainAsync(ParseResult parsed, IJobGrabOperator asked, CancellationToken stop)
    {
        var explanation = await asked.ExplainAsync(parsed.GetRequiredValue(Task), stop);
        await Console.Out.WriteLineAsync(parsed.GetValue(Json) ? ExplanationOutput.Json(explanation) : ExplanationOutput.Lines(explanation));
        return explanation.State == ExplanationState.Unknown ? ExitCodes.Failed : ExitCodes.Success;
    }
}
