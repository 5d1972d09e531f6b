namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Texts for our own JSON lines.</summary>
internal static class JsonTexts
{
    /// <summary>Replaces lone surrogates, which a task's id may hold and <see cref="System.Text.Json.Utf8JsonWriter"/> does not write.</summary>
    public static string? Sound(string? text) => text is null ? null : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
