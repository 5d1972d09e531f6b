using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>The claim protocol as a model whose every run is looked at; <c>docs/claim-protocol.md</c> tells of it.</summary>
[Slow]
public sealed class ProtocolModelSpecs(ITestOutputHelper output)
{
    public static TheoryData<Rule> Rules => [.. Enum.GetValues<Rule>().Where(rule => rule is not (Rule.None or Rule.All))];

    [Fact]
    public void With_all_rules_no_run_with_two_faults_ends_badly()
    {
        var looked = 0L;
        foreach (var (variant, budget) in Searches.OneFault.Concat(Searches.TwoFaults))
        {
            var run = new Model(Rule.All, variant).ShortestBadRun(budget, out var worlds);

            string.Join('\n', run ?? []).Should().BeEmpty($"{variant}, {budget}");
            looked += worlds;
        }

        output.WriteLine($"{looked} worlds looked at");
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Without_a_rule_there_is_the_bad_run_that_the_documentation_tells(Rule rule)
    {
        var run = ShortestRunWithout(rule);

        run.Should().NotBeNull("a rule without which nothing goes wrong is to be deleted");
        output.WriteLine(string.Join('\n', run!));
        ClaimProtocolDocument.RunOf(rule).Should().Equal(run);
    }

    private static IReadOnlyList<string>? ShortestRunWithout(Rule rule) =>
        ShortestIn(Searches.NoFault, rule) ?? ShortestIn(Searches.OneFault, rule) ?? ShortestIn(Searches.TwoFaults, rule);

    private static IReadOnlyList<string>? ShortestIn(IEnumerable<(Variant Variant, Budget Budget)> searches, Rule rule)
    {
        IReadOnlyList<string>? shortest = null;
        foreach (var (variant, budget) in searches)
        {
            shortest = new Model(Rule.All & ~rule, variant).ShortestBadRun(budget, out _, shortest?.Count ?? int.MaxValue) ?? shortest;
        }

        return shortest;
    }
}
