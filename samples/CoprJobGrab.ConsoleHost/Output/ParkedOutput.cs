using System.Text.Json;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Shows parked tasks.</summary>
internal static class ParkedOutput
{
    public static void WriteTable(ParkedTasks parked)
    {
        if (parked.Claims.Count == 0)
        {
            AnsiConsole.WriteLine(parked.Unseen.Count == 0 ? "Nothing is parked." : "Nothing is parked in the groups that could be observed.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("task", "queue", "attempts", "reason");
        foreach (var claim in parked.Claims)
        {
            table.AddRow(
                new Text(Printable.Of(claim.TaskId)), new Text(QueueOf(claim)), new Text($"{claim.Attempt}"),
                new Text(OwnNames.Line(claim.ParkedBecause ?? "")));
        }

        AnsiConsole.Write(table);
    }

    private static string QueueOf(Claim claim) => $"copr-be-{claim.GroupId}";

    public static string Json(Claim claim)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonTexts.Form))
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, JsonTexts.Sound(claim.TaskId));
            json.WriteString("queue"u8, QueueOf(claim));
            json.WriteNumber("attempts"u8, claim.Attempt);
            json.WriteString("reason"u8, JsonTexts.Sound(claim.ParkedBecause));
            json.WriteEndObject();
        }

        return JsonTexts.Line(buffer);
    }
}
