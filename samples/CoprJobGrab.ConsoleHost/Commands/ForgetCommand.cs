using System.CommandLine;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>forget GROUP</c>: no worker has what was taken from the group's queue; <c>forget --task TASK</c>: none has this one task.</summary>
internal static class ForgetCommand
{
    private static readonly Argument<string?> Group = new("GROUP") { Description = "The builder group's id.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> OneTask = new("--task") { Description = "One task, instead of all of a group.", HelpName = "TASK" };

    public static Command Create()
    {
        var command = new Command(
            "forget",
            "Say that no worker has what was taken from a group's queue, or has one task, so that what is listed is handed out again.") { Group, OneTask };
        command.Validators.Add(parsed =>
        {
            var (group, task) = (parsed.GetValue(Group), parsed.GetValue(OneTask));
            if (ParserFaults.OfOption(group) is { } fault)
            {
                parsed.AddError(fault);
            }
            else if (group is null == task is null)
            {
                parsed.AddError($"Say either GROUP, a builder group's id, or --task with the id of one task{(group is null ? "" : ", not both")}.");
            }
        });
        return OperatorCommand.Make(command, async (parsed, asked, stop) =>
        {
            await Console.Out.WriteLineAsync(parsed.GetValue(OneTask) is { } taskId
                ? await ForgetTaskAsync(asked, taskId, stop)
                : await ForgetGroupAsync(asked, parsed.GetRequiredValue(Group)!, stop));
            return ExitCodes.Success;
        });
    }

    private static async Task<string> ForgetGroupAsync(IJobGrabOperator asked, string groupId, CancellationToken stop)
    {
        var count = await asked.ForgetAsync(groupId, stop);
        return count == 0
            ? $"No task of group {groupId} is with a worker that gives no sign; there is nothing to forget."
            : $"Taken tasks of group {groupId} that are forgotten: {count}; what is listed of them, the grabber that leads hands out again in its next cycle.";
    }

    private static async Task<string> ForgetTaskAsync(IJobGrabOperator asked, string taskId, CancellationToken stop) =>
        await asked.ForgetTaskAsync(taskId, stop)
            ? $"Task {Printable.Of(taskId)} is forgotten; if it is listed, the grabber that leads hands it out again in its next cycle."
            : $"Task {Printable.Of(taskId)} is not with a worker that gives no sign; there is nothing to forget.";
}
