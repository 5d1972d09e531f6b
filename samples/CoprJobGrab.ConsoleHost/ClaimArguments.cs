using System.CommandLine;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// The options that say how long a task is waited for and how often it is handed out.
/// <c>plan</c> and <c>why</c> have them too, because the answer hangs on them.
/// </summary>
internal static class ClaimArguments
{
    public static readonly Option<string?> VisibilityTimeout = new("--start-patience")
    {
        Description = "Seconds that a worker that gives no sign may have a task that is still listed, before it is handed out again; the default is 26 hours.",
        HelpName = "SECONDS",
    };
    public static readonly Option<string?> UnlistedTimeout = new("--run-patience")
    {
        Description =
            "With --release-rule when-reported: seconds beyond the start patience that a taken task is kept that is not listed; the default is 26 hours.",
        HelpName = "SECONDS",
    };
    public static readonly Option<string?> Attempts =
        new("--attempts") { Description = "How often a task is handed out before it is parked; the default is 3.", HelpName = "N" };
    public static readonly Option<string?> ReleaseRule = new("--release-rule") { Description = "What ends the claim of a taken task: when-unlisted, the "
        + "frontend lists it no more, or when-reported, its end is told; the default is that of the protocol.", HelpName = "NAME" };

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { VisibilityTimeout, UnlistedTimeout, Attempts, ReleaseRule })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    /// <returns>Puts them into the library's options.</returns>
    public static Action<ClaimOptions> Read(ParseResult parsed, List<string> faults)
    {
        var startPatience = RunArguments.ReadSeconds(parsed, VisibilityTimeout, faults);
        var runPatience = RunArguments.ReadSeconds(parsed, UnlistedTimeout, faults);
        var attempts = RunArguments.ReadNumber(parsed, Attempts, faults);
        var releaseRule = ReadReleaseRule(parsed.Text(ReleaseRule), faults);
        return claims =>
        {
            claims.VisibilityTimeout = startPatience ?? claims.VisibilityTimeout;
            claims.UnlistedTimeout = runPatience ?? claims.UnlistedTimeout;
            claims.Attempts = attempts ?? claims.Attempts;
            claims.ReleaseRule = releaseRule;
        };
    }

    private static ReleaseRule? ReadReleaseRule(string? text, List<string> faults)
    {
        switch (text)
        {
            case null:
                return null;
            case "when-unlisted":
                return CoprJobGrab.ReleaseRule.WhenUnlisted;
            case "when-reported":
                return CoprJobGrab.ReleaseRule.WhenReported;
            default:
                faults.Add($"{ReleaseRule.Name} is '{text}'; give when-unlisted or when-reported");
                return null;
        }
    }
}
