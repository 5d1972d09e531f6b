using CoprJobGrab.Tests.Repository;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The rules of the grabber's Redis user as <c>docs/configuration.md</c> has them: the one line that begins with <c>user grabber</c>.</summary>
internal static class RedisAclDocument
{
    /// <summary>The rules without the user's name, state and password.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        .. File.ReadLines(RepositoryRoot.File("docs", "configuration.md"))
            .Single(line => line.StartsWith("user grabber ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word[0] is '+' or '~' or '&' or '%'),
    ];

    /// <summary>What the task-end channel needs besides.</summary>
    public static IReadOnlyList<string> TaskEndRules { get; } =
        File.ReadLines(RepositoryRoot.File("docs", "configuration.md")).Single(line => line.StartsWith("- with `AddTaskEndChannel`: ", StringComparison.Ordinal)).Split('`')[3].Split(' ');
}
