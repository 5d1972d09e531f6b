using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

public sealed class LoopPaceSpecs
{
    private static readonly CycleReport Good = new() { Cycle = 1 };
    private static readonly CycleReport Bad = new() { Cycle = 1, Error = new InvalidOperationException("x") };

    [Fact]
    public void After_a_good_cycle_the_pause_is_the_interval_and_up_to_a_tenth_more()
    {
        Pace(0).After(Good).Should().Be(TimeSpan.FromSeconds(10));
        Pace(1).After(Good).Should().Be(TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void The_pause_doubles_with_each_failure_in_a_row_up_to_the_longest()
    {
        var pace = new LoopPace(new LoopOptions { LongestPause = TimeSpan.FromMinutes(5) }, () => 0);

        Enumerable.Range(0, 8).Select(_ => pace.After(Bad).TotalSeconds).Should().Equal(10, 20, 40, 80, 160, 300, 300, 300);
    }

    [Theory]
    [InlineData(10, new[] { 10, 20, 30, 30.0 })]
    [InlineData(1, new[] { 1, 2, 4, 5, 5.0 })]
    [InlineData(0.1, new[] { 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5 })]
    [InlineData(120, new[] { 120, 240, 300, 300.0 })]
    [InlineData(900, new[] { 900, 900, 900.0 })]
    public void Where_it_is_not_set_the_longest_pause_is_three_intervals_five_seconds_at_least_and_five_minutes_at_most(double interval, double[] pauses)
    {
        var pace = new LoopPace(new LoopOptions { Interval = TimeSpan.FromSeconds(interval) }, () => 0);

        pauses.Select(_ => pace.After(Bad).TotalSeconds).Should().Equal(pauses);
    }

    [Fact]
    public void The_longest_pause_between_two_looks_at_the_cancel_requests_is_three_of_their_intervals()
    {
        var pace = new LoopPace(new LoopOptions(), () => 0, TimeSpan.FromSeconds(4));

        Enumerable.Range(0, 4).Select(_ => pace.After(new CancelReport { Error = Bad.Error }).TotalSeconds).Should().Equal(4, 8, 12, 12);
    }

    [Fact]
    public void A_good_cycle_ends_the_row()
    {
        var pace = Pace(0);
        pace.After(Bad);
        pace.After(Bad);
        pace.After(Good);

        pace.After(Bad).Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_groups_that_work_do_not_wait_for_one_that_fails()
    {
        var pace = Pace(0);

        Enumerable.Range(0, 3).Select(_ => pace.After(Bad with { Partial = true }).TotalSeconds).Should().Equal(10, 10, 10);
    }

    [Theory]
    [InlineData(3, 10)]
    [InlineData(60, 60)]
    [InlineData(9999, 300)]
    public void What_the_frontend_asks_for_is_kept_up_to_five_minutes(int asked, int pause)
    {
        var report =
            new CycleReport { Cycle = 1, Error = new TaskSourceException(TaskSourceFault.BadStatus, "503") { RetryAfter = TimeSpan.FromSeconds(asked) } };

        Pace(0).After(report).Should().Be(TimeSpan.FromSeconds(pause));
        new LoopPace(new LoopOptions { LongestPause = TimeSpan.FromSeconds(20) }, () => 0).After(report).Should().Be(TimeSpan.FromSeconds(pause));
    }

    [Fact]
    public void What_the_frontend_asks_for_is_kept_up_to_a_longest_pause_above_five_minutes()
    {
        var report = new CycleReport { Cycle = 1, Error = new TaskSourceException(TaskSourceFault.BadStatus, "503") { RetryAfter = TimeSpan.FromMinutes(9) } };

        new LoopPace(new LoopOptions { LongestPause = TimeSpan.FromMinutes(8) }, () => 0).After(report).Should().Be(TimeSpan.FromMinutes(8));
    }

    [Fact]
    public void A_longest_pause_below_the_interval_does_not_shorten_the_interval() =>
        new LoopPace(new LoopOptions { Interval = TimeSpan.FromMinutes(9), LongestPause = TimeSpan.FromMinutes(1) }, () => 0).After(Bad).Should()
            .Be(TimeSpan.FromMinutes(9));

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(9999)]
    public void What_the_frontend_asks_for_does_not_shorten_an_interval_above_the_longest_pause(int minutes)
    {
        var report =
            new CycleReport { Cycle = 1, Error = new TaskSourceException(TaskSourceFault.BadStatus, "503") { RetryAfter = TimeSpan.FromMinutes(minutes) } };
        var pace = new LoopPace(new LoopOptions { Interval = TimeSpan.FromMinutes(6), LongestPause = TimeSpan.FromMinutes(5) }, () => 0);

        Enumerable.Range(0, 4).Select(_ => pace.After(report)).Should().OnlyContain(pause => pause == TimeSpan.FromMinutes(6));
    }

    [Fact]
    public void Jitter_does_not_exceed_the_longest_pause_of_failures()
    {
        var pace = Pace(1);

        Enumerable.Range(0, 4).Select(_ => pace.After(Bad).TotalSeconds).Should().Equal(11, 22, 30, 30);
    }

    [Fact]
    public void The_interval_has_its_whole_jitter_even_above_the_longest_pause()
    {
        var pace = new LoopPace(new LoopOptions { Interval = TimeSpan.FromMinutes(10), LongestPause = TimeSpan.FromMinutes(10) }, () => 1);

        pace.After(Good).Should().Be(TimeSpan.FromMinutes(11));
        pace.After(Bad).Should().Be(TimeSpan.FromMinutes(11));
        pace.After(Bad).Should().Be(TimeSpan.FromMinutes(11));
    }

    private static LoopPace Pace(double random) => new(new LoopOptions(), () => random);
}
