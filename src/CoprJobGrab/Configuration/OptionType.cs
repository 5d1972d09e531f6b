using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>The type of an option's values, and which of them are allowed.</summary>
/// <param name="Name">The type's name in <c>docs/configuration.md</c>.</param>
/// <param name="Form">Says what to do about a text that cannot be read.</param>
/// <param name="Parse">Reads a text of the configuration.</param>
internal sealed record OptionType<T>(string Name, string Form, Func<string, (bool IsRead, T Value)> Parse)
{
    /// <summary>Which values are allowed, in words. They follow <c>it must be</c>, and stand in <c>docs/configuration.md</c>.</summary>
    public string Range { get; init; } = "any";

    public Func<T, bool> Allows { get; init; } = static _ => true;

    /// <summary>The value as a configuration has it.</summary>
    public Func<T, string> Show { get; init; } = static value => string.Create(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>False where a text that cannot be read may hold a password.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>The same type with fewer allowed values. Without <paramref name="allows"/> the validator has a check of its own for them.</summary>
    public OptionType<T> Within(string range, Func<T, bool>? allows = null) => this with { Range = range, Allows = allows ?? Allows };

    public void Read(IConfigurationSection part, List<string> faults, Action<T> set)
    {
        if (part.GetChildren().Any())
        {
            faults.Add($"{part.Path} has members; {Form}.");
        }
        else if (part.Value is { } text)
        {
            var (isRead, value) = Parse(text);
            if (isRead)
            {
                set(value);
            }
            else
            {
                faults.Add($"{part.Path} is {(IsShown ? $"'{text}'" : $"no {Name}")}; {Form}.");
            }
        }
    }

    public IEnumerable<string> Faults(string path, T? value) => value is null || Allows(value) ? [] : [$"{path} is {Display(value)}; it must be {Range}."];

    /// <summary>The value as a text in which a person sees it even where it is blank.</summary>
    public string Display(T value) => Show(value) is var text && string.IsNullOrWhiteSpace(text) ? "empty" : text;
}
