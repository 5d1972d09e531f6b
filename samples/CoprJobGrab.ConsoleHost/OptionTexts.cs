using System.CommandLine;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// What stands behind an option, or in its variable, as text, even when the parser finds fault with it:
/// a fault that the parser has told must not hide the others.
/// </summary>
internal static class OptionTexts
{
    /// <summary>All that stands behind the option, in its order.</summary>
    public static IEnumerable<string> Texts(this ParseResult parsed, Option option) =>
        parsed.GetResult(option)?.Tokens.Select(token => token.Value) ?? Variables.Of(option);

    /// <summary>What stands behind the option; null when nothing does.</summary>
    public static string? Text(this ParseResult parsed, Option option) => parsed.Texts(option).LastOrDefault();

    /// <summary>True when the option was given, if only without its value, which the parser tells.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is not null || Variables.Of(option).Count > 0;
}
