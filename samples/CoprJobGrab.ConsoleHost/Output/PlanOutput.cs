using System.Text.Json;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Shows a plan.</summary>
internal static class PlanOutput
{
    public static void WriteTable(IReadOnlyList<PlanLine> lines)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("task", "decision", "queue", "reason");
        foreach (var line in lines)
        {
            table.AddRow(
                new Text(Printable.Of(line.TaskId ?? $"(record {line.Number})")), new Text(line.Decision), new Text(line.Queue ?? "–"),
                new Text(OwnNames.Line(line.Reason)));
        }

        AnsiConsole.Write(table);
        var counts = lines.CountBy(line => line.Decision).OrderByDescending(count => count.Value).Select(count => $"{count.Key} {count.Value}");
        AnsiConsole.WriteLine(lines.Count == 0 ? "Nothing is listed." : $"{lines.Count} listed: {string.Join(", ", counts)}");
    }

    public static string Json(PlanLine line)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonTexts.Form))
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, JsonTexts.Sound(line.TaskId));
            json.WriteString("decision"u8, line.Decision);
            json.WriteString("queue"u8, line.Queue);
            if (line.Priority is { } priority)
            {
                json.WriteNumber("priority"u8, priority);
            }
            else
            {
                json.WriteNull("priority"u8);
            }

            json.WriteString("arch"u8, JsonTexts.Sound(line.Architecture));
            json.WriteString("reason"u8, JsonTexts.Sound(OwnNames.In(line.Reason)));
            if (line.Held is { } held)
            {
                HoldOutput.Write(json, held);
            }

            if (line.Decision is "repeated" or "malformed")
            {
                json.WriteNumber("record"u8, line.Number);
            }

            json.WriteEndObject();
        }

        return JsonTexts.Line(buffer);
    }
}
