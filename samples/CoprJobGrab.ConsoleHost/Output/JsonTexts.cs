using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Texts for our own JSON lines.</summary>
internal static class JsonTexts
{
    /// <summary>Escapes what JSON asks for, and not what only a web page would: a person reads these lines.</summary>
    public static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What was written in this form, as a line that does not steer the terminal of whoever reads it.</summary>
    public static string Line(MemoryStream json) => Printable.Of(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));

    /// <summary>Writes a line for each, and has it on its way.</summary>
    public static async Task WriteAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await Console.Out.WriteLineAsync(line);
        }

        await Console.Out.FlushAsync();
    }

    /// <summary>Replaces lone surrogates, which a task's id may hold and <see cref="Utf8JsonWriter"/> does not write.</summary>
    public static string? Sound(string? text) => text is null ? null : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
