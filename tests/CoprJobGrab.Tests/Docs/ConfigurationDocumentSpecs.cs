using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Holds <c>docs/configuration.md</c> to the table of options, and that table to the options.</summary>
public sealed partial class ConfigurationDocumentSpecs
{
    private static readonly IReadOnlyList<(string Meaning, OptionLine Line)> Page = [.. ReadPage()];

    [Fact]
    public void The_page_has_the_lines_of_the_table_in_its_order() =>
        LinesOfPage().Where(line => line.Path.StartsWith("CoprJobGrab:", StringComparison.Ordinal)).Should().Equal(LinesOf(OptionRows.All));

    [Fact]
    public void The_table_has_a_row_for_every_property_of_the_options_and_no_other() =>
        LinesOf(OptionRows.All).Select(line => line.Path)
            .Should().BeEquivalentTo(Paths("CoprJobGrab", typeof(CoprJobGrabOptions))).And.HaveCountGreaterThan(20);

    [Fact]
    public void The_page_has_every_option_of_the_redis_log_with_its_default()
    {
        var log = LinesOfPage().Where(line => line.Path.StartsWith("RedisLogOptions.", StringComparison.Ordinal))
            .ToDictionary(line => line.Path, line => line.Default);

        log.Should().Equal(typeof(RedisLogOptions).GetProperties().ToDictionary(
            property => $"RedisLogOptions.{property.Name}",
            property => property.GetValue(new RedisLogOptions()) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "not set"));
        LinesOfPage().Single(line => line.Path == "RedisLogOptions.Form").Range.Should().ContainAll(Enum.GetNames<RedisLogForm>());
    }

    [Fact]
    public void Every_line_has_a_meaning_a_type_and_a_range() =>
        Page.Should().OnlyContain(row => row.Meaning.Length > 0 && row.Line.Type.Length > 0 && row.Line.Range.Length > 0);

    internal static IEnumerable<OptionLine> LinesOf(OptionTable<CoprJobGrabOptions> table) =>
        table.Rows.SelectMany(row => row.Lines(new CoprJobGrabOptions(), $"CoprJobGrab:{row.Path}"));

    internal static IEnumerable<OptionLine> LinesOfPage() => Page.Select(row => row.Line);

    private static IEnumerable<string> Paths(string path, Type options) =>
        from property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let here = $"{path}:{property.Name}"
        from leaf in property.PropertyType == typeof(IList<BuilderGroupOptions>) ? Paths($"{here}:<n>", typeof(BuilderGroupOptions))
            : property.PropertyType == typeof(IDictionary<ActionType, ActionTypeOptions>) ? Paths($"{here}:<type>", typeof(ActionTypeOptions))
            : property.SetMethod is null && property.PropertyType.IsClass ? Paths(here, property.PropertyType)
            : [here]
        select leaf;

    // Code marks are the page's own.
    private static IEnumerable<(string Meaning, OptionLine Line)> ReadPage() =>
        from line in File.ReadLines(RepositoryRoot.File("docs", "configuration.md"))
        where LineStart().IsMatch(line)
        let cells = line.Trim('|').Split('|').Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray()
        select cells is [var path, var meaning, var type, var @default, var range]
            ? (meaning, new OptionLine(path, type, @default, range))
            : throw new InvalidOperationException($"A line has five cells: {line}");

    [GeneratedRegex(@"^\| `")]
    private static partial Regex LineStart();
}
