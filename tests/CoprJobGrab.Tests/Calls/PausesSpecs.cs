using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Calls;

public sealed class PausesSpecs
{
    private static readonly ActionOptions Options = new();

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(6, 160)]
    [InlineData(7, 300)]
    [InlineData(int.MaxValue, 300)]
    public void A_pause_doubles_up_to_the_longest(int failures, int seconds) =>
        new Pauses(Options.FirstPause, Options.LongestPause, () => 0).After(failures).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Jitter_makes_a_pause_shorter_by_a_fifth_at_most_so_that_the_longest_stays_the_longest()
    {
        new Pauses(Options.FirstPause, Options.LongestPause, () => 0.5).After(1).Should().Be(TimeSpan.FromSeconds(4.5));
        new Pauses(Options.FirstPause, Options.LongestPause, () => 1).After(100).Should().Be(TimeSpan.FromMinutes(4));
    }
}
