using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>
/// The rules of the grabber's Redis user as <c>docs/configuration.md</c> has them: one line that begins with <c>user grabber</c>,
/// and one for the task-end channel.
/// </summary>
internal static class RedisAclDocument
{
    /// <summary>The rules without the user's name, state and password.</summary>
    public static IReadOnlyList<string> Rules { get; } = RulesOf("user grabber ");

    /// <summary>What the task-end channel needs besides.</summary>
    public static IReadOnlyList<string> ChannelRules { get; } = RulesOf("- with `AddTaskEndChannel`: ");

    /// <summary>What a cluster needs besides.</summary>
    public static IReadOnlyList<string> ClusterRules { get; } = RulesOf("- on a cluster: ");

    /// <summary>Those of a host that only builds, without the user's name, state and password.</summary>
    public static IReadOnlyList<string> WorkerRules { get; } = RulesOf("user builder ");

    private static string[] RulesOf(string beginning) =>
    [
        .. File.ReadLines(RepositoryRoot.File("docs", "configuration.md"))
            .Single(line => line.StartsWith(beginning, StringComparison.Ordinal))[beginning.Length..]
            .Split([' ', '`'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word[0] is '+' or '~' or '&' or '%'),
    ];
}
