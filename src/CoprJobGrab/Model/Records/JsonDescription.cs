using System.Text;
using System.Text.Json;

namespace CoprJobGrab.Model.Records;

/// <summary>Says in a few words what a JSON value is, for messages about values that should have been something else.</summary>
internal static class JsonDescription
{
    private const int ShownCharacters = 80;

    /// <summary>Describes the value on which the reader stands, without moving on.</summary>
    public static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => $"the number {Shorten(Encoding.ASCII.GetString(reader.ValueSpan))}",
        _ => $"the string \"{Shorten(JsonText.Read(ref reader))}\"",
    };

    /// <summary>A text from outside as it may stand in a message: on one line, and not too long.</summary>
    public static string Shorten(string text)
    {
        var shown = Printable.Of(Cut(text, ShownCharacters));
        return text.Length <= ShownCharacters ? shown : $"{shown} ({text.Length} characters)";
    }

    /// <summary>The beginning of a text, never half a character.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]}…";
}
