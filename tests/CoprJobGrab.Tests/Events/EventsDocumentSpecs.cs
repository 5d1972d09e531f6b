using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Events;

/// <summary>Holds <c>docs/events.md</c> to the code, case by case.</summary>
public sealed partial class EventsDocumentSpecs
{
    private static readonly IReadOnlyList<Row> Rows = [.. ReadRows()];

    private static IEnumerable<Type> Cases => typeof(JobGrabEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JobGrabEvent)));

    [Fact]
    public void The_set_of_events_is_closed() => Cases.Should().OnlyContain(type => type.IsSealed).And.HaveCountGreaterThan(20);

    [Fact]
    public void The_samples_have_every_event() => EventSamples.All.Select(sample => sample.GetType()).Distinct().Should().BeEquivalentTo(Cases);

    [Fact]
    public void The_table_has_one_row_for_every_event() => Rows.Select(row => row.Name).Should().BeEquivalentTo(Cases.Select(type => type.Name));

    [Fact]
    public void An_id_stands_for_one_event() => Rows.Select(row => row.Id).Should().OnlyHaveUniqueItems();

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
    public void Ids_names_and_levels_are_those_of_the_log()
    {
        foreach (var row in Rows)
        {
            var logged = Samples(row).SelectMany(Logged).ToList();
            logged.Should().OnlyContain(entry => entry.Id.Id == row.Id && entry.Id.Name == row.Name, row.Name);
            logged.Select(entry => entry.Level.ToString()).Distinct().Should().BeEquivalentTo(row.Levels, row.Name);
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

    private static IEnumerable<JobGrabEvent> Samples(Row row) => EventSamples.All.Where(sample => sample.GetType().Name == row.Name);

    // The ids of a batch come in a second message of the same event at Debug; the row's level is that of the first.
    private static IEnumerable<(LogLevel Level, EventId Id)> Logged(JobGrabEvent sample)
    {
        using var logger = new CapturingLogger();
        new LoggerEventSink(logger).Emit(sample);
        logger.Entries.Skip(1).Should().NotContain(entry => entry.Id != logger.Entries.First().Id || entry.Level != LogLevel.Debug);
        return logger.Entries.Take(1).Select(entry => (entry.Level, entry.Id));
    }

    private static IEnumerable<Row> ReadRows()
    {
        foreach (var line in File.ReadLines(RepositoryRoot.File("docs", "events.md")))
        {
            if (RowStart().IsMatch(line))
            {
                var cells = line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray();
                cells.Should().HaveCount(6, line);
                yield return new Row(
                    int.Parse(cells[0], CultureInfo.InvariantCulture),
                    cells[1].Trim('`'),
                    [.. Code().Matches(cells[3]).Select(Inner)],
                    cells[4].Split(", "),
                    [.. Code().Matches(cells[5]).Select(Inner)]);
            }
        }
    }

    private static string Inner(Match code) => code.Groups[1].Success ? code.Groups[1].Value : code.Groups[2].Value;

    [GeneratedRegex(@"^\| [0-9]+ \|")]
    private static partial Regex RowStart();

    [GeneratedRegex("``(.+?)``|`(.+?)`")]
    private static partial Regex Code();

    [GeneratedRegex("<[a-z]+>")]
    private static partial Regex Placeholder();

    private sealed record Row(int Id, string Name, IReadOnlyList<string> Fields, IReadOnlyList<string> Levels, IReadOnlyList<string> OriginalTexts);
}
