using System.Text.Json;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>The priorities of today's dispatcher (wire 7.7), in other words than the library's and from the JSON alone.</summary>
internal static class ExpectedPriorities
{
    /// <summary>Each listed task, in the frontend's order.</summary>
    public static IReadOnlyList<(string TaskId, long Priority, string? Architecture)> Of(byte[] builds)
    {
        using var json = JsonDocument.Parse(builds);
        return Of(json.RootElement);
    }

    /// <inheritdoc cref="Of(byte[])"/>
    public static IReadOnlyList<(string TaskId, long Priority, string? Architecture)> Of(JsonElement builds)
    {
        var numbers = new Dictionary<string, int>();
        return [.. builds.EnumerateArray().Select(record =>
        {
            var id = $"{record.GetProperty("task_id")}";
            var background = record.TryGetProperty("background", out var flag) && flag.GetBoolean();
            var arch = record.GetProperty("chroot").GetString()?.Split('-')[^1];
            arch = arch?.EndsWith("86", StringComparison.Ordinal) == true ? "x86_64" : arch;
            var sandbox = record.TryGetProperty("sandbox", out var own) ? own.GetString() : null;
            var turn = $"{background} {record.GetProperty("project_owner")} {arch ?? "srpm"} {sandbox}";
            numbers[turn] = numbers.GetValueOrDefault(turn) + 1;
            return (id, (background ? 2_000_000 : 0) + (long.TryParse(id, out _) ? 0 : 1_000_000) + (long)numbers[turn], arch);
        })];
    }

    /// <summary>These tasks in the order in which they are pushed; equals stay in the frontend's order.</summary>
    public static IEnumerable<string> InPushOrder(JsonElement builds, IEnumerable<string> taskIds)
    {
        var pushed = taskIds.ToHashSet();
        return [.. Of(builds).Where(task => pushed.Contains(task.TaskId)).OrderBy(task => task.Priority).Select(task => task.TaskId)];
    }
}
