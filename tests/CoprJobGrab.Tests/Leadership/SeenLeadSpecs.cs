using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

public sealed class SeenLeadSpecs
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(1, 5, 5)]
    [InlineData(30, 5, 30)]
    public void A_lost_lead_is_left_to_who_led_for_the_longer_lease_and_at_least_until_that_one_may_have_connected_again(int own, int others, int seconds)
    {
        var seen = new SeenLead(TimeSpan.FromSeconds(own), _time);
        seen.Follow(new LeaseAnswer.Held(7, 1, TimeSpan.FromSeconds(others), "another"), _time.GetTimestamp(), mayTake: true);

        seen.Follow(new LeaseAnswer.Lost(), _time.GetTimestamp(), mayTake: true);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        seen.MayTakeLost.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        seen.MayTakeLost.Should().BeTrue();
    }

    [Fact]
    public void Who_has_seen_no_lead_waits_twice_as_long_as_who_has()
    {
        var seen = new SeenLead(TimeSpan.FromSeconds(1), _time);

        seen.Follow(new LeaseAnswer.Lost(), _time.GetTimestamp(), mayTake: true);
        _time.Advance(TimeSpan.FromSeconds(5.9));
        seen.MayTakeLost.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        seen.MayTakeLost.Should().BeTrue();
    }
}
