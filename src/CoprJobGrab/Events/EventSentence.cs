using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>What an event says: its id, level and category in a log, and a message with named values, in the form that structured logs keep.</summary>
/// <param name="id">Stays as it is and is never used again.</param>
/// <param name="level">How much the event matters to an operator.</param>
/// <param name="category">The category of the log.</param>
/// <param name="template">The message, with each value's name in braces.</param>
/// <param name="values">
/// In the order of the template. An exception stands with its message, a duration in seconds.
/// </param>
internal sealed class EventSentence(int id, LogLevel level, string category, string template, params object?[] values)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Id => id;

    public LogLevel Level => level;

    public string Category => category;

    /// <summary>The ids that the last value counts; a poll can bring 100,000.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The values, and the template under the name by which log providers look for it.</summary>
    public int Count => values.Length + 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == values.Length ? new("{OriginalFormat}", template) : new(Parts[(2 * index) + 1], ValueOf(values[index]));

    // Texts and names by turns; made when the sentence is written, which most are not.
    private string[] Parts => field ??= template.Split('{', '}');

    /// <summary>The same sentence at Debug, with some of the ids in the place of their count.</summary>
    public EventSentence Naming(IEnumerable<string> ids) =>
        new(id, LogLevel.Debug, category, template.Replace("{Count}", "{TaskIds}", StringComparison.Ordinal), [.. values[..^1], string.Join(' ', ids)]);

    public bool Names(string value) => Parts.Contains(value);

    public override string ToString() => string.Concat(Parts.Select((part, index) => index % 2 == 0 ? part : TextOf(this[index / 2].Value)));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object? ValueOf(object? value) => value switch
    {
        Exception error => error.Message,
        TimeSpan span => Math.Round(span.TotalSeconds, 1),
        _ => value,
    };

    private static string? TextOf(object? value) => value is DateTimeOffset moment ? $"{moment:u}" : Convert.ToString(value, CultureInfo.InvariantCulture);
}
