using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The text of a note: <c>{"until":…,"holder":"…","projects":["…"]}</c>. The end is by Redis's clock, so that the script writes it; see <c>notes.lua</c>.
/// </summary>
internal static class NoteText
{
    // The leader's key is read at every renewal; whoever names more projects may be taken to touch any.
    private const int MostBytes = 64 * 1_024;
    private const string AnyProject = "*";

    // The parts of a note in a script's answer: id, milliseconds, text.
    private const int Parts = 3;

    /// <summary>The text that follows the end.</summary>
    public static string Rest(string holder, IReadOnlyList<string> projects)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        json.WriteString("holder"u8, holder);
        json.WriteStartArray("projects"u8);
        foreach (var project in projects.Sum(project => (long)project.Length) <= MostBytes && projects.All(IsSound) ? projects : [AnyProject])
        {
            json.WriteStringValue(project);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(text.WrittenSpan[1..]);
    }

    /// <summary>Reads the notes at the end of a script's answer, from the first of their parts on.</summary>
    public static IReadOnlyList<NotedAction> ReadAll(RedisResult[] answer, int first, DateTimeOffset now)
    {
        var notes = new List<NotedAction>((answer.Length - first) / Parts);
        for (var index = first; index + Parts <= answer.Length; index += Parts)
        {
            // A text that is no number is no action's id, and nobody waits for it.
            if (long.TryParse((string?)answer[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId))
            {
                notes.Add(Read(actionId, (string)answer[index + 2]!, now + TimeSpan.FromMilliseconds((long)answer[index + 1])));
            }
        }

        return notes;
    }

    // A surrogate without its other half is in no text that Redis's JSON reads.
    private static bool IsSound(string project) => !project.EnumerateRunes().Contains(Rune.ReplacementChar);

    private static NotedAction Read(long actionId, string text, DateTimeOffset until)
    {
        using var json = JsonDocument.Parse(text);
        var note = json.RootElement;
        // A note whose projects are in a form that is not known may mean any.
        return new NotedAction(
            actionId,
            note.TryGetProperty("projects"u8, out var projects)
                && projects.ValueKind == JsonValueKind.Array
                && projects.EnumerateArray().All(project => project.ValueKind == JsonValueKind.String)
                ? [.. projects.EnumerateArray().Select(project => project.GetString()!)]
                : [AnyProject],
            note.GetProperty("holder"u8).GetString()!,
            until);
    }
}
