using System.CommandLine;
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
        foreach (var unmatched in parsed.UnmatchedTokens)
        {
            yield return !IsOption(unmatched) && unmatched == arguments[0]
                ? $"The command '{unmatched}' is unknown; --help shows those that there are."
                : FaultOf(unmatched);
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
            if (OfOption(parsed.Tokens.SingleOrDefault()?.Value) is { } fault)
            {
                parsed.AddError(fault);
            }
        });
        return argument;
    }

    /// <summary>What is wrong with what stands where an argument belongs, if it is an option; null when it is none.</summary>
    public static string? OfOption(string? argument) => argument is not null && IsOption(argument) ? FaultOf(argument) : null;

    private static bool IsOption(string text) => text.StartsWith("--", StringComparison.Ordinal);

    private static string FaultOf(string argument) => OptionName().Match(argument) is { Success: true, Value: var name }
        ? $"The option {name} is unknown; --help shows those that there are."
        : "An argument is unexpected (not shown, it may be a password); passwords come from a file or the environment, see --help.";

    [GeneratedRegex(@"\A--[a-z-]+(?=[=:]|\z)")]
    private static partial Regex OptionName();
}
