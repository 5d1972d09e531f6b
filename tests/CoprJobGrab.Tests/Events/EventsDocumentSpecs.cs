using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Events;

/// <summary>Holds <c>docs/events.md</c> to the code, case by case.</summary>
public sealed partial class EventsDocumentSpecs
{
    private static readonly IReadOnlyList<Row> Rows = [.. ReadRows()];

    private static IEnumerable<Type> Cases => typeof(JobGrabEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JobGrabEvent)));

    [Fact]
    public void The_samples_have_every_event_in_each_of_its_variants()
    {
        EventSamples.All.Select(sample => sample.GetType()).Distinct().Should().BeEquivalentTo(Cases);
        EventSamples.All.OfType<StepFailed>().Select(sample => sample.Step).Distinct().Should().BeEquivalentTo(Enum.GetValues<GrabberStep>());
        EventSamples.All.OfType<ReportFailed>().Select(sample => sample.Report).Distinct().Should().BeEquivalentTo(Enum.GetValues<ReportKind>());
        EventSamples.All.OfType<RecordUnusable>().Select(sample => sample.List).Distinct().Should().BeEquivalentTo(Enum.GetValues<RecordList>());
        EventSamples.All.OfType<RoleChanged>().Select(sample => sample.Change).Distinct().Should().BeEquivalentTo(Enum.GetValues<RoleChange>());
    }

    [Fact]
    public void The_table_has_one_row_for_every_event_id() =>
        Rows.Select(row => (row.Id, row.Name)).Should().BeEquivalentTo(
            EventSamples.All.Select(sample => (sample.EventId.Id, sample.EventId.Name!)).Distinct());

    [Fact]
    public void An_id_stands_for_one_thing() => Rows.Select(row => row.Id).Should().OnlyHaveUniqueItems();

    [Fact]
    public void The_fields_are_those_of_the_event()
    {
        foreach (var row in Rows)
        {
            var type = Cases.Single(type => type.Name == row.Name);
            var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => property.Name);
            row.Fields.Should().Equal(properties, row.Name);
        }
    }

    [Fact]
    public void Levels_categories_and_messages_are_those_of_the_events()
    {
        foreach (var row in Rows)
        {
            Samples(row).Select(sample => $"{sample.Level}").Distinct().Should().BeEquivalentTo(row.Levels, row.Name);
            Samples(row).Select(sample => sample.Category).Distinct().Should().Equal($"CoprJobGrab.{row.Category}");
            Samples(row).Select(sample => sample.Sentence[sample.Sentence.Count - 1].Value).Distinct().Should().BeEquivalentTo(row.Messages);
        }
    }

    [Fact]
    public void The_originals_texts_are_what_is_said()
    {
        foreach (var row in Rows)
        {
            var said = Samples(row).Select(OriginalEventText.Of).ToList();
            foreach (var text in row.OriginalTexts)
            {
                var pattern = "^" + Placeholder().Replace(Regex.Escape(text), ".+") + "$";
                said.Should().Contain(line => Regex.IsMatch(line, pattern, RegexOptions.Singleline), $"{row.Name} says {text}");
            }
        }
    }

    [Fact]
    public void The_table_has_the_twelve_texts_of_the_original() => Rows.Sum(row => row.OriginalTexts.Count).Should().Be(12);

    private static IEnumerable<JobGrabEvent> Samples(Row row) => EventSamples.All.Where(sample => sample.EventId.Id == row.Id);

    private static IEnumerable<Row> ReadRows()
    {
        foreach (var line in File.ReadLines(RepositoryRoot.File("docs", "events.md")))
        {
            if (RowStart().IsMatch(line))
            {
                var cells = line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray();
                cells.Should().HaveCount(8, line);
                yield return new Row(
                    int.Parse(cells[0], CultureInfo.InvariantCulture),
                    Inner(Code().Match(cells[1])),
                    Codes(cells[3]),
                    cells[4].Split(", "),
                    cells[5],
                    Codes(cells[6]),
                    Codes(cells[7]));
            }
        }
    }

    private static IReadOnlyList<string> Codes(string cell) => [.. Code().Matches(cell).Select(Inner)];

    private static string Inner(Match code) => code.Groups[1].Success ? code.Groups[1].Value : code.Groups[2].Value;

    [GeneratedRegex(@"^\| [0-9]+ \|")]
    private static partial Regex RowStart();

    [GeneratedRegex("``(.+?)``|`(.+?)`")]
    private static partial Regex Code();

    [GeneratedRegex("<[a-z]+>")]
    private static partial Regex Placeholder();

    private sealed record Row(
        int Id,
        string Name,
        IReadOnlyList<string> Fields,
        IReadOnlyList<string> Levels,
        string Category,
        IReadOnlyList<string> Messages,
        IReadOnlyList<string> OriginalTexts);
}
