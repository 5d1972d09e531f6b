using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Shows who leads, and what the queues have.</summary>
internal static partial class StatusOutput
{
    /// <summary>For a person.</summary>
    public static IRenderable Picture(GrabberStatus status)
    {
        var facts = new Grid { Expand = false }.AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        facts.AddRow(new Text("time"), new Text(Time(status.At)));
        facts.AddRow(new Text("leader"), new Text(Leader(status)));
        facts.AddRow(new Text("last poll"), new Text(status.LastPoll is { } poll ? $"{Span(status.At - poll)} ago, {Time(poll)}" : "not known"));
        var table = new Table().Border(TableBorder.Simple).AddColumns("group", "waiting", "oldest", "taken", "held", "parked");
        foreach (var group in Known(status))
        {
            table.AddRow(
                Cell(group.GroupId), Cell($"{group.Waiting}"), Cell(group.Oldest is { } oldest ? Span(oldest) : "–"), Cell($"{group.Taken}"), Cell(Held(group)),
                Cell($"{group.Parked}"));
        }

        return new Rows(facts, table);
    }

    /// <summary>Why the status is not all that it should be; nothing when it is.</summary>
    public static IEnumerable<string> Faults(GrabberStatus status)
    {
        if (status.Unknown is { } unknown)
        {
            yield return OwnNames.Line($"The status of the last cycle is not known: {unknown}");
        }

        foreach (var group in status.Groups)
        {
            if (group.Fault is not null)
            {
                yield return OwnNames.Line(group.IsKnown ? $"Group {group.GroupId} has the numbers of the last poll: {group.Fault}" : group.Fault);
            }
            else if (!group.IsKnown && status.Leader is not null)
            {
                yield return OwnNames.Line($"Group {group.GroupId} is unknown: no grabber of this farm has ever led it "
                    + $"(known: {string.Join(", ", Known(status).Select(known => known.GroupId).DefaultIfEmpty("none"))})");
            }
        }
    }

    /// <summary>For a program.</summary>
    public static string Json(GrabberStatus status) => Printable.Of(JsonSerializer.Serialize(
        new Line(
            status.Leader is { Lasts: true } leader ? new LeaderMembers(leader.Holder, leader.Since, leader.Epoch) : null, status.LastPoll,
            [.. Known(status).Select(group => new GroupMembers(
                group.GroupId, group.Waiting, group.Taken, group.Held.Values.Sum(), group.Parked,
                group.Oldest is { } oldest ? Math.Round(oldest.TotalSeconds, 3) : null))]),
        Form.Default.Line));

    // Where nobody has ever led, the line of the leader says so.
    private static IEnumerable<GroupStatus> Known(GrabberStatus status) => status.Groups.Where(group => group.IsKnown);

    private static string Leader(GrabberStatus status) => status.Leader switch
    {
        null => "no grabber has ever led here",
        { Lasts: false } last => $"none; the last one was {Holder(last)}",
        var leader => $"{Holder(leader)}, epoch {leader.Epoch}{(leader.Since is { } since ? $", for {Span(status.At - since)}" : "")}",
    };

    // machine/boot/PID namespace/PID/start/random
    private static string Holder(LeaderStatus leader) => Printable.Of(leader.Holder.Split('/') is [var machine, _, _, var process, ..]
        ? $"{machine}, process {process}"
        : leader.Holder);

    private static string Held(GroupStatus group) => group.Held.Count == 0 ? "0" : $"{group.Held.Values.Sum()}: "
        + string.Join(", ", group.Held.OrderByDescending(held => held.Value).Select(held => $"{held.Key} {held.Value}"));

    private static Text Cell(string text) => new(Printable.Of(JsonTexts.Sound(text)!));

    private static string Span(TimeSpan span) => span.ToString(span.TotalDays >= 1 ? @"d\d\ hh\:mm\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    private sealed record Line(LeaderMembers? Leader, DateTimeOffset? LastPoll, IReadOnlyList<GroupMembers> Groups);

    private sealed record LeaderMembers(string Holder, DateTimeOffset? Since, long Epoch);

    private sealed record GroupMembers(string Group, long Waiting, long Taken, long Held, long Parked, double? OldestS);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Line))]
    private sealed partial class Form : JsonSerializerContext;
}
