using System.CommandLine;
using System.Text.RegularExpressions;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// The environment variables that stand for options with a value: <c>COPRJOBGRAB_</c> and the option's name in capitals, with <c>_</c> for <c>-</c>.
/// One that is empty says nothing, and the command line wins.
/// </summary>
internal static class Variables
{
    private const string Prefix = "COPRJOBGRAB_";

    /// <summary>What the variable of an option says; blanks divide the values of an option that may be given more than once.</summary>
    public static IReadOnlyList<string> Of(Option option) => Environment.GetEnvironmentVariable(NameOf(option)) is not { Length: > 0 } text ? []
        : option.Arity.MaximumNumberOfValues == 1 ? [text]
        : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A message about an option, with the name of the variable where the value is from there.</summary>
    public static string Named(string message, ParseResult parsed) => parsed.CommandResult.Command.Options
        .Where(option => parsed.GetResult(option) is null && Of(option).Count > 0)
        .Aggregate(message, (text, option) => Regex.Replace(text, $@"{option.Name}(?![\w-])", NameOf(option)));

    /// <summary>Variables that nobody reads and that are probably meant for another.</summary>
    public static IEnumerable<string> Mistyped(ParseResult parsed)
    {
        var known = parsed.RootCommandResult.Command.Subcommands.SelectMany(command => command.Options).Select(NameOf).ToHashSet();
        return from name in Environment.GetEnvironmentVariables().Keys.Cast<string>()
               where name.StartsWith(Prefix, StringComparison.Ordinal) && !known.Contains(name)
               let meant = Typo.Of(name, known)
               where meant is not null
               select $"The variable {name} is read by nobody; did you mean {meant}?";
    }

    private static string NameOf(Option option) => Prefix + option.Name[2..].ToUpperInvariant().Replace('-', '_');
}
