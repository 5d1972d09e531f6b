using System.Globalization;
using System.Numerics;

namespace CoprJobGrab.Configuration;

internal static class OptionTypes
{
    public static OptionType<string> Text { get; } = new("text", "give one text", static text => (true, text));

    public static OptionType<bool> YesOrNo { get; } =
        new("bool", "give true or false", static text => (bool.TryParse(text, out var value), value)) { Range = "true or false" };

    public static OptionType<Uri> Address { get; } = new(
        "address",
        "give an address, for instance https://copr.example.org",
        static text => (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address), address!))
    {
        IsShown = false,
        Show = static address => address.OriginalString,
    };

    // A lone number would be days to the framework, and seconds to most people.
    public static OptionType<TimeSpan> Time { get; } = new(
        "time",
        "give a duration as hh:mm:ss, for instance 00:00:10",
        static text => (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && text.Contains(':', StringComparison.Ordinal), time));

    // A timer of the framework takes at most 49 days.
    public static OptionType<TimeSpan> Wait { get; } = Time.Within("more than 0 and at most 40 days", static time => time.Ticks > 0 && time.TotalDays <= 40);

    public static OptionType<double> Number { get; } = new(
        "number",
        "give a number, for instance 0.1",
        static text => (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number), number));

    public static OptionType<T> Whole<T>(T least, T? most = null) where T : struct, IBinaryInteger<T> => new(
        "whole number", "give a whole number", static text => (T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole), whole))
    {
        Range = most is null ? $"{least} or more" : $"from {least} to {most}",
        Allows = number => number >= least && !(number > most),
    };

    public static OptionType<TEnum> OneOf<TEnum>() where TEnum : struct, Enum
    {
        var names = $"one of {string.Join(", ", Enum.GetNames<TEnum>())}";
        return new("name", $"give {names}", static text => (Enum.TryParse<TEnum>(text, ignoreCase: true, out var value), value))
        {
            Range = names,
            Allows = Enum.IsDefined,
        };
    }

    /// <summary>A type whose value may be missing.</summary>
    /// <param name="type">The type of a value that is there.</param>
    /// <param name="none">The meaning of a missing one.</param>
    public static OptionType<T?> OrNone<T>(OptionType<T> type, string none) where T : struct =>
        new(type.Name, $"{type.Form}, or nothing", text => text.Length == 0 ? (true, (T?)null) : type.Parse(text))
        {
            Range = $"{type.Range}, or not set for {none}",
            Allows = value => value is null || type.Allows(value.Value),
            Show = value => value is null ? "" : type.Show(value.Value),
        };
}
