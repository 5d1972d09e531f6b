using System.Globalization;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Holds the table of action numbers in <c>docs/coming-from-copr.md</c> to <see cref="ActionType"/>.</summary>
public sealed partial class ActionNumbersSpecs
{
    [Fact]
    public void The_table_has_every_type_under_its_number()
    {
        var rows = Row().Matches(File.ReadAllText(RepositoryRoot.File("docs", "coming-from-copr.md")))
            .Select(row => (int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture), row.Groups["name"].Value));

        rows.Should().Equal(Enum.GetValues<ActionType>().Select(type => ((int)type, type.ToString())));
    }

    [GeneratedRegex(@"^\| (?<number>[0-9]+) \| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
