using System.Buffers.Text;

namespace CoprJobGrab.Checks;

/// <summary>The task with the largest <c>timeout</c> (wire 1.2.2) of a list.</summary>
internal static class LongestTimeout
{
    /// <summary>The task and its timeout in seconds; null when no task has one.</summary>
    public static (BuildTask Task, long Seconds)? Of(IReadOnlyList<BuildTask> tasks)
    {
        (BuildTask Task, long Seconds)? longest = null;
        foreach (var task in tasks)
        {
            // A whole parse of each record would cost more than reading the list did.
            if (Glance(task.Json.Span) > (longest?.Seconds ?? 0) && task.Details.TimeoutSeconds is { } seconds && seconds > (longest?.Seconds ?? 0))
            {
                longest = (task, seconds);
            }
        }

        return longest;
    }

    /// <summary>
    /// The largest number that any member <c>timeout</c> of the record has. Within a text the quotes would be escaped, so that this finds members alone.
    /// </summary>
    private static long Glance(ReadOnlySpan<byte> json)
    {
        var name = "\"timeout\""u8;
        var largest = 0L;
        for (var at = json.IndexOf(name); at >= 0; at = json.IndexOf(name))
        {
            json = json[(at + name.Length)..];
            var value = json.TrimStart(": \t\r\n"u8);
            if (Utf8Parser.TryParse(value, out long seconds, out _))
            {
                largest = Math.Max(largest, seconds);
            }
        }

        return largest;
    }
}
