using System.CommandLine;
using static CoprJobGrab.ConsoleHost.ValueArgument;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The options with one value. One that no argument sets has its default here, or comes from a <c>copr-be.conf</c>.</summary>
internal static class ValueArguments
{
    public static readonly ValueArgument Protocol = OneOf(
        "--protocol",
        "auto (the default), waiting or pending.",
        new Dictionary<string, FrontendProtocol> { ["auto"] = FrontendProtocol.Auto, [
            "waiting"
        ] = FrontendProtocol.Waiting, ["pending"] = FrontendProtocol.Pending },
        (options, protocol) => options.Frontend.Protocol = protocol);

    /// <summary>
    /// How long a task is waited for and how often it is handed out. <c>plan</c> and <c>why</c> have these too, because the answer depends on them.
    /// </summary>
    public static readonly IReadOnlyList<ValueArgument> OfClaims =
    [
        Seconds(
            "--start-patience",
            "Seconds that a worker that gives no sign may have a task that is still listed, before it is handed out again; the default is 26 hours.",
            (options, time) => options.Claims.VisibilityTimeout = time),
        Seconds(
            "--run-patience",
            "With --release-rule when-reported: seconds beyond the start patience that a taken task is kept that is not listed; the default is 26 hours.",
            (options, time) => options.Claims.UnlistedTimeout = time),
        Number(
            "--attempts", "How often a task is handed out before it is parked; the default is 3.", (options, attempts) => options.Claims.Attempts = attempts),
        OneOf(
            "--release-rule",
            "What ends the claim of a taken task: "
                + "when-unlisted, the frontend lists it no more, or when-reported, its end is told; the default is that of the protocol.",
            new Dictionary<string, ReleaseRule> { ["when-unlisted"] = ReleaseRule.WhenUnlisted, ["when-reported"] = ReleaseRule.WhenReported },
            (options, rule) => options.Claims.ReleaseRule = rule),
    ];

    /// <summary>Those that only <c>run</c> has.</summary>
    public static readonly IReadOnlyList<ValueArgument> OfRun =
    [
        Seconds("--interval", "Seconds between two cycles; the default is 10.", (options, time) => options.Loop.Interval = time),
        Number("--cycles", "End after so many cycles, with exit code 1 when every one has failed.", (options, cycles) => options.Loop.MaxCycles = cycles),
        Seconds(
            "--lease",
            "Seconds that the lead among several grabbers on one Redis lasts without renewal; the default is 30.",
            (options, time) => options.Leadership.Lease = time),
        Seconds(
            "--action-time-limit",
            "Seconds that an action may run before its program is ended, which is a failed attempt; the default is one hour.",
            (options, time) => options.Actions.TimeLimit = time),
    ];

    public static void AddTo(Command command, IReadOnlyList<ValueArgument> arguments)
    {
        foreach (var argument in arguments)
        {
            command.Options.Add(argument.Option);
        }
    }

    /// <summary>Reads arguments; what is wrong with them is added to <paramref name="faults"/>.</summary>
    /// <returns>Puts them into the library's options.</returns>
    public static Action<CoprJobGrabOptions> Read(ParseResult parsed, IEnumerable<ValueArgument> arguments, List<string> faults)
    {
        var given = new List<Action<CoprJobGrabOptions>>();
        foreach (var argument in arguments)
        {
            if (parsed.Text(argument.Option) is not { } text)
            {
                continue;
            }

            if (argument.Parse(text) is { } set)
            {
                given.Add(set);
            }
            else
            {
                faults.Add($"{argument.Option.Name} is '{text}'; give {argument.Form}");
            }
        }

        return options => given.ForEach(set => set(options));
    }
}
