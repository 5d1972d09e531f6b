using System.Text.Json;

namespace CoprJobGrab.Workers;

/// <summary>The members that a handler gives with an outcome.</summary>
internal static class OutcomeMembers
{
    // What the frontend is told by these is the library's to say.
    private static readonly string[] Reserved = ["id", "build_id", "task_id", "chroot", "status"];

    /// <summary>
    /// The text itself. A wrong one is refused where it is made: the report of an ended build that nobody can tell would stay for ever.
    /// </summary>
    public static string? Checked(string? members)
    {
        if (members is null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(members);
            return json.RootElement.ValueKind != JsonValueKind.Object
                ? throw Refused($"it is a JSON {json.RootElement.ValueKind} and no object")
                : json.RootElement.EnumerateObject().Select(member => member.Name).FirstOrDefault(Reserved.Contains) is { } name
                    ? throw Refused($"it has `{name}`, which the library says itself; leave that out")
                    : members;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second one: a name that is no text.
            throw Refused($"it is no JSON: {fault.Message}");
        }
    }

    private static ArgumentException Refused(string why) => new($"The members of an outcome cannot be told: {why}.");
}
