using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Shows what is kept of actions.</summary>
internal static class ActionsOutput
{
    public static IEnumerable<string> Json(ActionOverview actions) =>
        actions.Noted.Select(Json).Concat(actions.Outstanding.Select(Json)).Concat(actions.GivenUp.Select(Json));

    public static void WriteTable(ActionOverview actions)
    {
        if (actions.AllFrom is { } from)
        {
            AnsiConsole.WriteLine($"No action begins before {Time(from)}: a grabber of an older version led, which does not note what it begins.");
        }

        if (actions.Noted.Count + actions.Outstanding.Count + actions.GivenUp.Count == 0)
        {
            AnsiConsole.WriteLine("No action is noted as begun, and no result is outstanding.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("action", "state", "projects", "until", "grabber or result");
        foreach (var noted in actions.Noted)
        {
            table.AddRow(Cell($"{noted.ActionId}"), Cell("begun"), Cell(string.Join(", ", noted.Projects)), Cell(Time(noted.Until)), Cell(noted.Holder));
        }

        foreach (var report in actions.Outstanding)
        {
            table.AddRow(Cell($"{report.ActionId}"), Cell("to be reported"), Cell(""), Cell(""), Cell(Result(report)));
        }

        foreach (var givenUp in actions.GivenUp)
        {
            table.AddRow(
                Cell($"{givenUp.Report.ActionId}"), Cell(State(givenUp)), Cell(""), Cell(""),
                Cell($"{Result(givenUp.Report)}; refused: {OwnNames.In(givenUp.Reason)}"));
        }

        AnsiConsole.Write(table);
    }

    private static string Result(ActionReport report) => report.Succeeded ? "done" : $"failed: {report.Message}";

    private static string State(GivenUpReport givenUp) => givenUp.Decision is { } decision ? $"given up, {$"{decision}".ToLowerInvariant()}" : "given up";

    private static Text Cell(string text) => new(Printable.Of(JsonTexts.Sound(text)!));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    private static string Json(NotedAction noted) => Json(noted.ActionId, "begun", json =>
    {
        json.WriteStartArray("projects"u8);
        foreach (var project in noted.Projects)
        {
            json.WriteStringValue(JsonTexts.Sound(project));
        }

        json.WriteEndArray();
        json.WriteString("holder"u8, JsonTexts.Sound(noted.Holder));
        json.WriteString("until"u8, Time(noted.Until));
    });

    private static string Json(GivenUpReport givenUp) => Json(givenUp.Report.ActionId, "given up", json =>
    {
        json.WriteBoolean("succeeded"u8, givenUp.Report.Succeeded);
        json.WriteString("message"u8, JsonTexts.Sound(givenUp.Report.Message));
        json.WriteString("since"u8, Time(givenUp.Since));
        json.WriteString("reason"u8, JsonTexts.Sound(OwnNames.In(givenUp.Reason)));
        json.WriteString("decision"u8, givenUp.Decision is { } decision ? $"{decision}".ToLowerInvariant() : null);
    });

    private static string Json(ActionReport report) => Json(report.ActionId, "to be reported", json =>
    {
        json.WriteBoolean("succeeded"u8, report.Succeeded);
        json.WriteString("message"u8, JsonTexts.Sound(report.Message));
    });

    private static string Json(long actionId, string state, Action<Utf8JsonWriter> writeRest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonTexts.Form))
        {
            json.WriteStartObject();
            json.WriteNumber("action_id"u8, actionId);
            json.WriteString("state"u8, state);
            writeRest(json);
            json.WriteEndObject();
        }

        return JsonTexts.Line(buffer);
    }
}
