using CoprJobGrab.ConsoleHost;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>A kind of limit is an option, a rule, a kind of the console host, a case of <see cref="LimitSpecs"/> and a line of two pages.</summary>
public sealed class LimitKindSpecs
{
    private const string Path = "Scheduling:Limits:";

    private static readonly IReadOnlyList<OptionRow<CoprJobGrabOptions>> Rows =
        [.. OptionRows.All.Rows.Where(row => row.Path.StartsWith(Path, StringComparison.Ordinal))];

    private static readonly IReadOnlyList<(string Option, string Name)> Rules = [.. RulesOf(Rows)];

    [Fact]
    public void Every_option_of_a_limit_makes_a_rule() => Rules.Select(rule => Path + rule.Option).Should()
        .BeEquivalentTo(Rows.Select(row => row.Path), "LimitRuleReader.From makes a rule of each option").And.HaveCountGreaterThan(5);

    [Fact]
    public void The_console_host_has_every_kind_by_the_name_of_its_rule() =>
        LimitKind.All.Select(kind => (kind.Option, kind.Name)).Should().BeEquivalentTo(Rules, "LimitKind.All has them");

    [Fact]
    public void Every_kind_is_tried() => LimitSpecs.Kinds.Select(kind => kind.Data.Item1).Should().BeEquivalentTo(Rules.Select(rule => rule.Name));

    [Fact]
    public void The_page_about_scheduling_has_a_line_for_every_rule_in_their_order()
    {
        // The first line is that of the blocked owners.
        var lines = from line in File.ReadLines(RepositoryRoot.File("docs", "scheduling.md"))
                        .SkipWhile(line => !line.StartsWith("| `Scheduling:Limits`", StringComparison.Ordinal)).Skip(3).TakeWhile(line => line.StartsWith('|'))
                    let cells = line.Split('|', '`')
                    select (cells[2], cells[5].Split(':', '=')[0]);

        lines.Should().Equal(Rules, "the first rule that is full is the reason");
    }

    [Fact]
    public void The_readme_names_every_kind() => File.ReadLines(RepositoryRoot.File("README.md"))
        .Single(line => line.StartsWith("| `--limit ", StringComparison.Ordinal)).Should().ContainAll(LimitKind.Forms.Split(", ").Select(form => $"`{form}`"));

    private static IEnumerable<(string Option, string Name)> RulesOf(IReadOnlyList<OptionRow<CoprJobGrabOptions>> rows)
    {
        var values = rows.Select(row => KeyValuePair.Create($"Grabber:{row.Path}{(row is NamedRow<CoprJobGrabOptions, int> ? ":key" : "")}", (string?)"1"));
        var (options, faults) = (new CoprJobGrabOptions(), new List<string>());
        OptionRows.All.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Grabber"), options, faults);
        faults.Should().BeEmpty();
        return LimitRuleReader.From(options.Scheduling).Select(rule => (rule.Option!.Split(':')[2], rule.Name.Split(':')[0]));
    }
}
