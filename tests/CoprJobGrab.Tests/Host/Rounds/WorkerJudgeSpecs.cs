using System.Globalization;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>The judge of the workers must see what is wrong, else its silence proves nothing. Times are in seconds here.</summary>
public sealed class WorkerJudgeSpecs
{
    [Theory]
    [InlineData("begin t a 1", "end t a 2", "tell 6 a 1", "tell 3 a 1", "tell 1 a 2")]
    [InlineData("begin t a 1", "dead a 2", "overlap t b 6", "end t a 7", "end t b 8", "tell 0 b 8")]
    [InlineData("dead a 1", "begin t a 1.1", "overlap t b 6", "end t b 8", "tell 1 b 8")]
    [InlineData("begin t a 1", "down a 2", "up a 6", "begin t b 6.5", "end t b 8", "tell 1 b 8")]
    [InlineData("begin t a 1", "down a 2", "overlap t b 6", "up a 8", "end t b 8", "tell 1 b 8")]
    [InlineData("begin t a 1", "end t a 1.5", "down a 2", "begin t b 6", "up a 7", "end t b 8", "tell 1 b 8")]
    [InlineData("begin t a 1", "down redis 1.5", "end t a 2", "up redis 6", "dead a 7", "begin t b 8", "end t b 8", "tell 1 b 8")]
    [InlineData("down redis 0", "up redis 2.5", "begin t a 1", "begin t b 6", "end t b 8", "tell 1 b 8")]
    [InlineData("begin t a 1", "dead redis 2", "up redis 2.5", "begin t b 6", "end t b 8", "tell 1 b 8")]
    [InlineData("down b 1", "begin t a 5", "up b 6", "overlap t b 6.1", "end t a 8", "tell 1 a 8")]
    [InlineData("begin t python 1", "dead python 2", "begin t b 20", "end t b 21", "tell 1 b 21")]
    public void A_build_may_run_again_when_its_worker_died_or_lost_its_lease_by_standing_still(params string[] journal) =>
        Violations(journal).Should().BeEmpty();

    [Theory]
    [InlineData("dead a 3", "tell 1 b 65")]
    [InlineData("down redis 2.1", "up redis 5", "dead a 6", "tell 1 b 65")]
    [InlineData("down a 2.1", "up a 5", "dead a 6", "tell 1 b 65")]
    public void An_end_may_be_told_again_when_its_teller_died_before_it_can_have_removed_the_report(params string[] journal) =>
        Violations(["begin t a 1", "end t a 2", "tell 1 a 2", .. journal]).Should().BeEmpty();

    [Theory]
    [InlineData]
    [InlineData("begin t a 1", "dead a 2", "tell 6 a 1", "tell 3 a 1")]
    [InlineData("begin t a 1", "tell 1 a 2", "end t a 3")]
    public void A_build_is_seen_that_nobody_ended_or_whose_end_was_told_before_it_came(params string[] journal) =>
        Violations(journal).Should().ContainSingle().Which.Should().Contain("is lost");

    [Theory]
    [InlineData("end t a 2")]
    [InlineData("dead c 2")]
    [InlineData("down a 2", "up a 3")]
    [InlineData("down redis 2", "up redis 3.9")]
    [InlineData("end t a 1.5", "dead a 4")]
    [InlineData("end t a 1.5", "down redis 4", "up redis 9")]
    [InlineData("down redis -5", "up redis 0.9")]
    [InlineData("down a -5", "up a 0.9")]
    [InlineData("down b 1", "up b 2")]
    public void A_second_run_is_seen_though_the_worker_of_the_first_one_had_its_lease(params string[] journal) =>
        Violations(["begin t a 1", .. journal, "begin t b 9", "end t b 9", "tell 1 b 9"]).Should().ContainSingle().Which.Should().Contain("runs again");

    [Fact]
    public void A_second_run_is_seen_though_the_worker_that_gives_no_sign_only_stood_still() =>
        Violations(["begin t python 1", "down python 2", "up python 7", "begin t b 9", "end t b 9", "tell 1 b 9"]).Should().ContainSingle()
            .Which.Should().Contain("runs again");

    [Theory]
    [InlineData("down redis 2", "up redis 6")]
    [InlineData("down a 2", "up a 5")]
    public void Two_runs_at_once_are_seen_though_the_worker_of_the_first_one_could_stop_it(params string[] journal) =>
        Violations(["begin t a 1", .. journal, "overlap t b 8", "end t b 9", "tell 1 b 9"]).Should().ContainSingle().Which.Should().Contain("two runs at once");

    [Theory]
    [InlineData("tell 1 a 3")]
    [InlineData("tell 1 b 65")]
    [InlineData("dead b 3", "tell 1 b 65")]
    [InlineData("down a 2.1", "up a 9", "tell 1 b 65")]
    [InlineData("dead a 5", "tell 1 b 65")]
    [InlineData("down redis 2.1", "up redis 9", "tell 1 b 65")]
    public void An_end_that_is_told_twice_is_seen_though_its_teller_lived_on(params string[] journal) =>
        Violations(["begin t a 1", "end t a 2", "tell 1 a 2", .. journal]).Should().ContainSingle().Which.Should().Contain("again");

    [Theory]
    [InlineData("tell 6 a 3")]
    [InlineData("down a 2", "up a 9", "tell 3 a 9")]
    public void A_start_after_an_end_is_seen(params string[] journal) =>
        Violations(["begin t a 1", "end t a 2", "tell 0 a 2", .. journal]).Should().ContainSingle().Which.Should().Contain("a start of t after its end");

    private static IReadOnlyList<string> Violations(IReadOnlyList<string> lines)
    {
        static long Time(string seconds) => (long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1_000);
        var journal = lines.Select(line => line.Split(' ')).ToLookup(line => line[0] == "tell");
        return [.. new WorkerJudge(
            ["t"],
            [.. journal[false].Select(line => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', line[..^1])} {Time(line[^1])}"))],
            [.. journal[true].Select(word => new WorkerJudge.Word("t", word[1][0] - '0', word[2], Time(word[3])))])
            .Violations().Select(violation => violation.Text)];
    }
}
