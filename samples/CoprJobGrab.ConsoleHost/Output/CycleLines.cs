using System.Globalization;
using System.Text.Json;
using CoprJobGrab.Events;
using Microsoft.Extensions.Hosting.Systemd;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Writes one line per cycle.</summary>
internal static class CycleLines
{
    public static IEventSink To(TextWriter output, bool json) => EventSink.Create(jobGrabEvent =>
    {
        if (jobGrabEvent is CycleEnded { Report: var report })
        {
            output.WriteLine(json ? Json(report) : Text(report));
            output.Flush();
        }
    });

    /// <summary>Tells systemd what each cycle found, and that the grabber is ready when one has done its work for the first time.</summary>
    public static IEventSink To(ISystemdNotifier systemd)
    {
        var isReady = false;
        return EventSink.Create(jobGrabEvent =>
        {
            if (jobGrabEvent is CycleEnded { Report: var report })
            {
                systemd.Notify(new ServiceState($"{(report.Ok && !isReady ? "READY=1\n" : "")}STATUS={Text(report)}"));
                isReady |= report.Ok;
            }
        });
    }

    /// <summary>What a cycle that did not fail has found.</summary>
    public static string Counts(CycleReport report) => report.Role == GrabberRole.Standby ? "standing by"
        : $"{report.Listed} listed, {report.Enqueued} enqueued, {Unless0(report.Requeued, "requeued")}{report.Kept} kept, "
            + $"{Unless0(report.Held, "held")}{Unless0(report.Refused, "refused")}{Unless0(report.Parked, "parked")}{Unless0(report.Malformed, "malformed")}"
            + $"{Unless0(report.Repeated, "repeated")}{report.ActionsListed?.ToString(CultureInfo.InvariantCulture) ?? "no news of"} actions";

    private static string Text(CycleReport report)
    {
        var milliseconds = Milliseconds(report).ToString(CultureInfo.InvariantCulture);
        return report.Error is { } error
            ? $"cycle {report.Cycle}: failed after {milliseconds} ms: {OwnNames.Line(error.Message)}"
            : report.Role == GrabberRole.Standby ? $"cycle {report.Cycle}: standing by"
            : $"cycle {report.Cycle}: {report.Listed} listed, {report.Enqueued} enqueued, {Unless0(report.Requeued, "requeued")}{report.Kept} kept, "
                + $"{Unless0(report.Held, "held")}{report.Refused} refused, "
                + $"{Unless0(report.Parked, "parked")}{report.Malformed} malformed, "
                + $"{report.Repeated} repeated, {report.Withdrawn} withdrawn, "
                    + $"{Unless0(report.Cancelled, "cancelled")}{report.ActionsListed?.ToString(CultureInfo.InvariantCulture) ?? "no news of"} actions, "
                        + $"{milliseconds} ms";
    }

    private static string Unless0(int count, string name) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {name}, ");

    private static string Json(CycleReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonTexts.Form))
        {
            json.WriteStartObject();
            json.WriteNumber("cycle"u8, report.Cycle);
            json.WriteBoolean("ok"u8, report.Ok);
            json.WriteString("role"u8, report.Role == GrabberRole.Leader ? "leader"u8 : "standby"u8);
            if (report.Error is { } error)
            {
                json.WriteString("error"u8, JsonTexts.Sound(OwnNames.In(error.Message)));
            }
            else if (report.Role == GrabberRole.Leader)
            {
                WriteCounts(json, report);
            }

            // A standby's line is the same each time, but for the number of the cycle.
            if (report.Error is not null || report.Role == GrabberRole.Leader)
            {
                json.WriteNumber("elapsed_ms"u8, Milliseconds(report));
            }

            json.WriteEndObject();
        }

        return JsonTexts.Line(buffer);
    }

    private static void WriteCounts(Utf8JsonWriter json, CycleReport report)
    {
        json.WriteNumber("listed"u8, report.Listed);
        json.WriteNumber("enqueued"u8, report.Enqueued);
        json.WriteNumber("requeued"u8, report.Requeued);
        json.WriteNumber("kept"u8, report.Kept);
        json.WriteNumber("held"u8, report.Held);
        json.WriteNumber("refused"u8, report.Refused);
        json.WriteNumber("parked"u8, report.Parked);
        json.WriteNumber("malformed"u8, report.Malformed);
        json.WriteNumber("repeated"u8, report.Repeated);
        json.WriteNumber("withdrawn"u8, report.Withdrawn);
        json.WriteNumber("cancelled"u8, report.Cancelled);
        json.WriteNumber("duplicate"u8, report.Duplicate);
        if (report.ActionsListed is { } actions)
        {
            json.WriteNumber("actions_listed"u8, actions);
        }
        else
        {
            json.WriteNull("actions_listed"u8);
        }

        if (report.ActionsError is { } error)
        {
            json.WriteString("actions_error"u8, JsonTexts.Sound(OwnNames.In(error.Message)));
        }
    }

    private static double Milliseconds(CycleReport report) => Math.Round(report.Elapsed.TotalMilliseconds, 1);
}
