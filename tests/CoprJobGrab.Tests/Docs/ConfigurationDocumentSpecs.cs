using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Holds <c>docs/configuration.md</c> to the options, one by one.</summary>
public sealed partial class ConfigurationDocumentSpecs
{
    private static readonly IReadOnlyList<Row> Rows = [.. ReadRows()];

    private static IReadOnlyList<(string Path, string Default)> Options =>
        [.. Leaves("CoprJobGrab", ":", new CoprJobGrabOptions()), .. Leaves("RedisLogOptions", ".", new RedisLogOptions())];

    [Fact]
    public void The_options_are_found() => Options.Should().HaveCountGreaterThan(20).And.Contain(("CoprJobGrab:Groups:<n>:Id", "empty"));

    [Fact]
    public void The_tables_have_one_row_for_every_option_and_no_other() => Rows.Select(row => row.Path).Should().BeEquivalentTo(Options.Select(option => option.Path));

    [Fact]
    public void The_defaults_are_those_of_the_code() => Rows.Select(row => (row.Path, row.Default)).Should().BeEquivalentTo(Options);

    [Fact]
    public void Every_row_has_a_meaning_a_unit_and_a_range() =>
        Rows.Should().OnlyContain(row => row.Meaning.Length > 0 && row.Unit.Length > 0 && row.Range.Length > 0);

    [Fact]
    public void A_row_of_names_has_every_name_of_the_enum()
    {
        foreach (var row in Rows.Where(row => row.Path is "CoprJobGrab:Frontend:Protocol" or "RedisLogOptions.Form"))
        {
            var names = row.Path.EndsWith("Form", StringComparison.Ordinal) ? Enum.GetNames<RedisLogForm>() : Enum.GetNames<FrontendProtocol>();
            Code().Matches(row.Range).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(names, row.Path);
        }
    }

    private static IEnumerable<(string Path, string Default)> Leaves(string path, string separator, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var here = path + separator + property.Name;
            var value = property.GetValue(options);
            var leaves = property.PropertyType == typeof(IList<BuilderGroupOptions>) ? Leaves(here + ":<n>", separator, new BuilderGroupOptions())
                : property.SetMethod is null && value is not IEnumerable ? Leaves(here, separator, value!)
                : [(here, Show(value))];
            foreach (var leaf in leaves)
            {
                yield return leaf;
            }
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "none",
        string { Length: > 0 } text => text,
        IEnumerable sequence when !sequence.GetEnumerator().MoveNext() => "empty",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"How is a default of type {value.GetType()} written in the table?"),
    };

    private static IEnumerable<Row> ReadRows() =>
        from line in File.ReadLines(RepositoryRoot.File("docs", "configuration.md"))
        where RowStart().IsMatch(line)
        let cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()
        select cells is [var path, var meaning, var unit, var @default, var range]
            ? new Row(path.Trim('`'), meaning, unit, @default.Trim('`'), range)
            : throw new InvalidOperationException($"A row has five cells: {line}");

    [GeneratedRegex(@"^\| `")]
    private static partial Regex RowStart();

    [GeneratedRegex("`(.+?)`")]
    private static partial Regex Code();

    private sealed record Row(string Path, string Meaning, string Unit, string Default, string Range);
}
