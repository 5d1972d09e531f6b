using System.CommandLine;
using System.Globalization;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The options that only <c>run</c> has. They are read as text, so that every fault can be told at once.</summary>
internal static class RunArguments
{
    public static readonly Option<string?> Lease = new("--lease") { Description = "Seconds that the lead among several grabbers on one Redis lasts without renewal; the default is 30.", HelpName = "SECONDS" };
    public static readonly Option<string?> StartPatience = new("--start-patience") { Description = "Seconds that a worker that gives no sign may have a task that is still listed, before it is handed out again; the default is 26 hours.", HelpName = "SECONDS" };
    public static readonly Option<string?> RunPatience = new("--run-patience") { Description = "With --release-rule when-reported: seconds beyond the start patience that a taken task is kept that is not listed; the default is 26 hours.", HelpName = "SECONDS" };
    public static readonly Option<string?> Attempts = new("--attempts") { Description = "How often a task is handed out before it is parked; the default is 3.", HelpName = "N" };
    public static readonly Option<string?> ReleaseRule = new("--release-rule") { Description = "What ends the claim of a taken task: when-unlisted, the frontend lists it no more, or when-reported, its end is told; the default is that of the protocol.", HelpName = "NAME" };
    private static readonly Option<string?> Interval = new("--interval") { Description = "Seconds between two cycles; the default is 10.", HelpName = "SECONDS" };
    private static readonly Option<string?> Cycles = new("--cycles") { Description = "End after so many cycles.", HelpName = "N" };

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Interval, Cycles, Lease, StartPatience, RunPatience, Attempts, ReleaseRule })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    /// <returns>Puts them into the library's options.</returns>
    public static Action<CoprJobGrabOptions> Read(ParseResult parsed, List<string> faults)
    {
        var interval = ReadSeconds(parsed, Interval, faults);
        var cycles = ReadNumber(parsed, Cycles, faults);
        var lease = ReadSeconds(parsed, Lease, faults);
        var startPatience = ReadSeconds(parsed, StartPatience, faults);
        var runPatience = ReadSeconds(parsed, RunPatience, faults);
        var attempts = ReadNumber(parsed, Attempts, faults);
        var releaseRule = ReadReleaseRule(parsed.Text(ReleaseRule), faults);
        return options =>
        {
            options.Loop.Interval = interval ?? options.Loop.Interval;
            options.Loop.MaxCycles = cycles ?? options.Loop.MaxCycles;
            options.Leadership.Lease = lease ?? options.Leadership.Lease;
            options.Claims.StartPatience = startPatience ?? options.Claims.StartPatience;
            options.Claims.RunPatience = runPatience ?? options.Claims.RunPatience;
            options.Claims.Attempts = attempts ?? options.Claims.Attempts;
            options.Claims.ReleaseRule = releaseRule;
        };
    }

    private static TimeSpan? ReadSeconds(ParseResult parsed, Option option, List<string> faults)
    {
        const double fewest = 0.001;
        const double most = 1_000_000;
        var text = parsed.Text(option);
        if (text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= fewest and <= most)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is '{text}'; give seconds, from {fewest} to {most}, for instance 10 or 0.5"));
        return null;
    }

    private static int? ReadNumber(ParseResult parsed, Option option, List<string> faults)
    {
        var text = parsed.Text(option);
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number;
        }

        faults.Add($"{option.Name} is '{text}'; give a whole number, 1 or more");
        return null;
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
