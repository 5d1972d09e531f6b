using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>A farm of ten builders on a fake clock: who gets them, and when.</summary>
public sealed class FairnessSpecs
{
    [Fact]
    public void One_build_behind_3000_of_another_owner_starts_with_the_next_free_builder()
    {
        var farm = new Farm(builders: 10, depth: 1);
        farm.Submit("many", 3_000);
        farm.RunFor(20);
        farm.Submit("one", 1);

        // The next tick polls.
        farm.RunFor(4);
        var taken = farm.Started.Count;
        farm.RunUntil(() => farm.Started.Contains("one"), most: 100);

        (farm.Started.IndexOf("one") - taken).Should().BeLessThanOrEqualTo(1, "one task may have been in the list already");
    }

    [Theory]
    [InlineData(10, 100, 1000)]
    [InlineData(500, 501, 502)]
    [InlineData(3, 30, 300)]
    public void Equal_owners_with_unequal_batches_get_equal_shares_while_all_have_builds(int first, int second, int third)
    {
        var farm = new Farm(builders: 10, depth: 2);
        farm.Submit("a", third);
        farm.Submit("b", second);
        farm.Submit("c", first);

        // A third of ten builders starts one of them in three ticks.
        farm.RunUntil(() => farm.StartedOf("c") >= first, most: 100 + (6 * first));

        Jain(farm).Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public void An_owner_with_many_sandboxes_gets_no_more_than_others_when_owners_have_shares()
    {
        var farm = new Farm(builders: 10, depth: 2, options => options.Shares["*"] = 1);
        farm.Submit("many", 600, projects: 20);
        farm.Submit("one", 300);

        farm.RunFor(200);

        Jain(farm).Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public void Owners_get_what_their_weights_say_while_all_have_builds()
    {
        var farm = new Farm(builders: 12, depth: 2, options => options.Shares["heavy"] = 3);
        farm.Submit("light", 2_000);
        farm.Submit("heavy", 2_000);

        farm.RunFor(600);

        ((double)farm.StartedOf("heavy") / farm.StartedOf("light")).Should().BeInRange(2.7, 3.3);
    }

    [Fact]
    public void Background_builds_never_overtake_and_never_starve()
    {
        var farm = new Farm(builders: 10, depth: 1);
        farm.Submit("bulk", 200, background: true);
        for (var round = 0; round < 300; round++)
        {
            // Normal builds take three quarters of what the farm can do.
            farm.Submit($"user{round % 5}", round % 4 == 3 ? 0 : 1);
            farm.RunFor(1);
        }

        farm.Started.Count(owner => owner == "bulk").Should().BeGreaterThan(50, "a quarter of the farm is free");
        farm.Overtaken.Should().Be(0);
    }

    /// <summary>Jain's index over all who submitted something, also those of whom nothing started: 1 when all have the same.</summary>
    private static double Jain(Farm farm)
    {
        var shares = farm.Owners.Select(owner => (double)farm.StartedOf(owner)).ToList();
        return Math.Pow(shares.Sum(), 2) / (shares.Count * shares.Sum(share => share * share));
    }
}
