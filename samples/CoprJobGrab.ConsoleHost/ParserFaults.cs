using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace CoprJobGrab.ConsoleHost;

/// <summary>What the parser refuses, without what may be a password: somebody may give one to an option that there is not, or without an option.</summary>
internal static partial class ParserFaults
{
    /// <summary>What is wrong with the command line, each in a line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="arguments">The same, as it was given.</param>
    public static IEnumerable<string> Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        // The parser tells each of these in a message with its text.
        var before = "";
        foreach (var unmatched in parsed.UnmatchedTokens)
        {
            // What stands behind an option that there is not is its value.
            if (IsOption(unmatched) || !OptionName().IsMatch(before) || !arguments.Zip(arguments.Skip(1)).Contains((before, unmatched)))
            {
                yield return FaultOf(unmatched, parsed.CommandResult.Command, isFirst: unmatched == arguments[0]);
            }

            before = unmatched;
        }

        foreach (var error in parsed.Errors.Where(
            error => !parsed.UnmatchedTokens.Any(unmatched => error.Message.Contains($"'{unmatched}'", StringComparison.Ordinal))))
        {
            yield return error.Message;
        }
    }

    /// <summary>Has an argument take no option that there is not, which the parser would give it.</summary>
    public static Argument<T> WithoutOptions<T>(this Argument<T> argument)
    {
        argument.Validators.Add(parsed =>
        {
            if (OfOption(parsed.Tokens.SingleOrDefault()?.Value, parsed) is { } fault)
            {
                parsed.AddError(fault);
            }
        });
        return argument;
    }

    /// <summary>What is wrong with what stands where an argument belongs, if it is an option; null when it is none.</summary>
    public static string? OfOption(string? argument, SymbolResult of) =>
        argument is not null && IsOption(argument) ? FaultOf(argument, CommandOf(of), isFirst: false) : null;

    private static Command CommandOf(SymbolResult result) => result is CommandResult command ? command.Command : CommandOf(result.Parent!);

    private static bool IsOption(string text) => text.StartsWith("--", StringComparison.Ordinal);

    private static string FaultOf(string argument, Command command, bool isFirst)
    {
        if (OptionName().Match(argument) is { Success: true, Value: var name })
        {
            return $"The option {name} is unknown; {Cure(name, [.. command.Options.Select(option => option.Name), "--help"])}";
        }

        var commands = command.Subcommands.Select(each => each.Name).ToList();
        return isFirst && commands.Count > 0 ? $"The command '{argument}' is unknown; {Cure(argument, commands)}"
            : Typo.Of(argument, commands) is { } near ? $"An argument is unexpected; did you mean the command {command.Name} {near}?"
            : "An argument is unexpected (not shown, it may be a password); passwords come from a file or the environment, see --help.";
    }

    private static string Cure(string typed, IReadOnlyCollection<string> names) =>
        Typo.Of(typed, names) is { } near ? $"did you mean {near}?" : "--help shows those that there are.";

    [GeneratedRegex(@"\A--[a-z-]+(?=[=:]|\z)")]
    private static partial Regex OptionName();
}
