using System.CommandLine;
using System.Globalization;

namespace CoprJobGrab.ConsoleHost;

/// <summary>An option with one value, which sets an option of the library. It is read as text, so that every fault can be told at once.</summary>
/// <param name="Option">As the parser knows it.</param>
/// <param name="Form">What to give.</param>
/// <param name="Parse">What sets the library's option; null when the text is none.</param>
internal sealed record ValueArgument(Option<string?> Option, string Form, Func<string, Action<CoprJobGrabOptions>?> Parse)
{
    public static ValueArgument Seconds(string name, string description, Action<CoprJobGrabOptions, TimeSpan> set) => Of(
        name,
        description,
        "SECONDS",
        "seconds, from 0.001 to 1000000, for instance 10 or 0.5",
        static text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0.001 and <= 1_000_000
            ? TimeSpan.FromSeconds(number)
            : null,
        set);

    public static ValueArgument Number(string name, string description, Action<CoprJobGrabOptions, int> set) => Of(
        name,
        description,
        "N",
        "a whole number, 1 or more",
        static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : (int?)null,
        set);

    public static ValueArgument OneOf<T>(string name, string description, IReadOnlyDictionary<string, T> values, Action<CoprJobGrabOptions, T> set) where T
        : struct, Enum => Of(
        name,
        description,
        "NAME",
        $"{string.Join(", ", values.Keys.SkipLast(1))} or {values.Keys.Last()}",
        text => values.TryGetValue(text, out var value) ? value : (T?)null,
        set);

    private static ValueArgument Of<T>(
        string name, string description, string helpName, string form, Func<string, T?> parse, Action<CoprJobGrabOptions, T> set) where T : struct => new(
            new(name) { Description = description, HelpName = helpName }, form, text => parse(text) is { } value ? options => set(options, value) : null);
}
