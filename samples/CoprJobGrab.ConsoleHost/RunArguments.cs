using System.CommandLine;
using System.Globalization;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The options that only <c>run</c> has. They are read as text, so that every fault can be told at once.</summary>
internal static class RunArguments
{
    public static readonly Option<string?> Lease = new("--lease")
    {
        Description = "Seconds that the lead among several grabbers on one Redis lasts without renewal; the default is 30.",
        HelpName = "SECONDS",
    };
    public static readonly Option<string?> ActionTimeLimit = new("--action-time-limit")
    {
        Description = "Seconds that an action may run before its program is ended, which is a failed attempt; the default is one hour.",
        HelpName = "SECONDS",
    };
    private static readonly Option<string?> Interval =
        new("--interval") { Description = "Seconds between two cycles; the default is 10.", HelpName = "SECONDS" };
    private static readonly Option<string?> Cycles = new("--cycles") { Description = "End after so many cycles.", HelpName = "N" };

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Interval, Cycles, Lease, ActionTimeLimit })
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
        var actionTimeLimit = ReadSeconds(parsed, ActionTimeLimit, faults);
        return options =>
        {
            options.Loop.Interval = interval ?? options.Loop.Interval;
            options.Loop.MaxCycles = cycles ?? options.Loop.MaxCycles;
            options.Leadership.Lease = lease ?? options.Leadership.Lease;
            options.Actions.TimeLimit = actionTimeLimit ?? options.Actions.TimeLimit;
        };
    }

    /// <summary>Reads seconds; null when none are given, or what is given is none, which goes into <paramref name="faults"/>.</summary>
    public static TimeSpan? ReadSeconds(ParseResult parsed, Option option, List<string> faults)
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

    /// <summary>Reads a whole number, 1 or more, in the same way.</summary>
    public static int? ReadNumber(ParseResult parsed, Option option, List<string> faults)
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
}
