using System.Text.RegularExpressions;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// The library's messages with this program's names for what they advise: a host of one's own has options and methods, this one has arguments and commands.
/// </summary>
internal static partial class OwnNames
{
    // Whole sentences stand before the names that are in them, and a longer name before one that it begins with.
    private static readonly (string Theirs, string Own)[] Names =
    [
        ("No action handler is registered", "There is no program for actions"),
        ("Add one with AddActionHandler", "Name one with --action-command"),
        (" Only for a router of the host's (UseRouter) it may have none.", ""),
        ("leave AddTaskEndChannel out, or add the grabber without a name", "leave --task-end-channel out, or give no --name"),
        ("ask as the grabber without a name", "leave --name out"),
        ("Checks is Fail", "--strict is given"),
        ("Give all of them the same Groups", "Give all of them the same --group"),
        ("set this limit in code", "set it with --limit"),
        (", or set Frontend:Timeout higher: a third of it is given to this list", ""),
        (", or set Frontend:Timeout higher", ""),
        (
            "Set Frontend:MaxResponseBytes higher if so much work is really waiting",
            "See whether so much work is really waiting; only a host of one's own can be told to take more"),
        ("register its IWorkerQueue with the services, or give UseQueue an InMemoryBuildQueue", "only a host of one's own can mend that"),
        ("Frontend:Url", "--frontend"),
        ("Frontend:Protocol", "--protocol"),
        ("Frontend:Password", "$COPR_FRONTEND_PASSWORD or --password-file"),
        ("Redis:Configuration", "--redis"),
        ("Redis:Password", "$COPR_REDIS_PASSWORD"),
        ("Redis:Database", "redis_db of --copr-be-conf"),
        ("Actions:MaxParallel", "actions_max_workers of --copr-be-conf"),
        ("Actions:TimeLimit", "--action-time-limit"),
        ("Loop:Interval", "--interval"),
        ("Loop:MaxCycles", "--cycles"),
        ("Loop:StopPatience is", "The patience of a stop is"),
        (", or Loop:StopPatience shorter", ""),
        ("Leadership:Lease", "--lease"),
        ("Claims:VisibilityTimeout", "--start-patience"),
        ("Claims:UnlistedTimeout", "--run-patience"),
        ("Claims:Attempts", "--attempts"),
        ("Claims:ReleaseRule", "--release-rule"),
        .. LimitKind.All.OrderByDescending(kind => kind.Option.Length).Select(kind => ($"Scheduling:Limits:{kind.Option}", $"--limit {kind.Name}")),
        ("Scheduling:BlockedOwners", "--block-owner"),
    ];

    /// <summary>The message with this program's names.</summary>
    public static string In(string message)
    {
        var named = Names.Aggregate(message, (text, name) => text.Replace(name.Theirs, name.Own, StringComparison.Ordinal));
        named = Farms().Replace(Methods().Replace(named, "the command "), "give --name $1");
        return Groups().Replace(Depths().Replace(named, "--depth of $1"), "--group $1");
    }

    /// <summary>The message as a line for a person: with this program's names, and nothing in it that would steer the terminal.</summary>
    public static string Line(string message) => Printable.Of(In(message));

    [GeneratedRegex(@"\b\w+Async or the console host's command ")]
    private static partial Regex Methods();

    [GeneratedRegex(@"\bask as grabber '([\w.-]+)'")]
    private static partial Regex Farms();

    [GeneratedRegex(@"\bGroups:([\w.-]+):Depth\b")]
    private static partial Regex Depths();

    [GeneratedRegex(@"\bGroups:([\w.-]+)")]
    private static partial Regex Groups();
}
