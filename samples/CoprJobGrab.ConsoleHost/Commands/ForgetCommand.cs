using System.CommandLine;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>forget GROUP</c>: no worker has what was taken from the group's queue; <c>forget --task TASK</c>: none has this one task.</summary>
internal static class ForgetCommand
{
    private static readonly Argument<string?> Group = new("GROUP") { Description = "The builder group's id.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> OneTask = new("--task") { Description = "One task, instead of all of a group.", HelpName = "TASK" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say how many builds would be handed out again, and do nothing." };

    public static Command Create()
    {
        var command = new Command(
            "forget",
            "Say that no worker has what was taken from a group's queue, or has one task, so that what is listed is handed out again.")
            {
                Group, OneTask, DryRun,
            };
        command.Validators.Add(parsed =>
        {
            var (group, task) = (parsed.GetValue(Group), parsed.GetValue(OneTask));
            if (ParserFaults.OfOption(group, parsed) is { } fault)
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
            var dryRun = parsed.GetValue(DryRun);
            await Console.Out.WriteLineAsync(parsed.GetValue(OneTask) is { } taskId
                ? await ForgetTaskAsync(asked, taskId, dryRun, stop)
                : await ForgetGroupAsync(asked, parsed.GetRequiredValue(Group)!, dryRun, stop));
            return ExitCodes.Success;
        });
    }

    private static async Task<string> ForgetGroupAsync(IJobGrabOperator asked, string groupId, bool dryRun, CancellationToken stop) =>
        await asked.ForgetAsync(groupId, dryRun, stop) switch
        {
            0 => $"No task of group {groupId} is with a worker that gives no sign; there is nothing to forget.",
            var count when dryRun => $"Taken tasks of group {groupId} that would be forgotten: {count}; what is listed of them would be handed out again.",
            var count => $"Taken tasks of group {groupId} that are forgotten: {count}; "
                + "what is listed of them, the grabber that leads hands out again in its next cycle.",
        };

    private static async Task<string> ForgetTaskAsync(IJobGrabOperator asked, string taskId, bool dryRun, CancellationToken stop) =>
        Printable.Of(!await asked.ForgetTaskAsync(taskId, dryRun, stop) ? $"Task {taskId} is not with a worker that gives no sign; there is nothing to forget."
            : dryRun ? $"Task {taskId} would be forgotten; if it is listed, it would be handed out again."
            : $"Task {taskId} is forgotten; if it is listed, the grabber that leads hands it out again in its next cycle.");
}
