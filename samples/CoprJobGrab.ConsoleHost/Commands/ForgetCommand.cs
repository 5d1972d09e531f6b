using System.CommandLine;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>forget GROUP</c>: no worker has what was taken from the group's queue.</summary>
internal static class ForgetCommand
{
    private static readonly Argument<string> Group = new("GROUP") { Description = "The builder group's id." };

    public static Command Create() => OperatorCommand.Make(
        new Command("forget", "Say that no worker has what was taken from a group's queue, so that what is listed is handed out again.") { Group },
        async (parsed, grabber, stop) =>
        {
            var groupId = parsed.GetRequiredValue(Group);
            var count = await grabber.ForgetAsync(groupId, stop);
            await Console.Out.WriteLineAsync(count == 0
                ? $"No task of group {groupId} is with a worker that gives no sign; there is nothing to forget."
                : $"Taken tasks of group {groupId} that are forgotten: {count}; what is listed of them, the grabber that leads hands out again in its next cycle.");
            return ExitCodes.Success;
        });
}
