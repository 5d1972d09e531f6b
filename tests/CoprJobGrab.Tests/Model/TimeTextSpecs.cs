using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Model;

public sealed class TimeTextSpecs
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Theory]
    [InlineData("1.02:00:00", "26 h")]
    [InlineData("2.00:00:00", "2 d")]
    [InlineData("40.01:00:00", "40 d 1 h")]
    [InlineData("01:30:00", "1 h 30 min")]
    [InlineData("00:01:30.5", "1 min 30.5 s")]
    [InlineData("00:00:30", "30 s")]
    [InlineData("00:00:00.001", "0.001 s")]
    [InlineData("00:00:00", "0 s")]
    [InlineData("-00:00:01", "-1 s")]
    public void A_duration_is_written_as_a_whole(string span, string text) => TimeText.Of(TimeSpan.Parse(span)).Should().Be(text);

    [Theory]
    [InlineData("00:00:02.9", "2 s ago")]
    [InlineData("00:00:00.4", "0 s ago")]
    [InlineData("00:03:05", "3 min 5 s ago")]
    [InlineData("1.23:04:05", "47 h 4 min ago")]
    [InlineData("3.00:04:05", "3 d 4 min ago")]
    [InlineData("-00:05:00", "0 s ago")]
    public void A_moment_is_written_as_how_long_ago_it_was_by_two_parts_at_most(string age, string text) =>
        TimeText.Since(Now - TimeSpan.Parse(age), Now).Should().Be(text);
}
