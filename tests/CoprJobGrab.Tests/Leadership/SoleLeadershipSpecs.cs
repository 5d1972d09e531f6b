using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>The lead of a grabber whose queues nobody shares.</summary>
public sealed class SoleLeadershipSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly SoleLeadership _leadership;

    public SoleLeadershipSpecs() => _leadership = new SoleLeadership(_time);

    [Fact]
    public async Task It_leads_at_once_by_the_time_of_its_beginning_and_its_actions_wait_for_nobody()
    {
        (await LeadAsync()).Should().Be(new Lead.Leader(Start.ToUnixTimeMilliseconds(), IsNew: true, Start));
    }

    [Fact]
    public async Task A_lead_that_goes_on_is_not_new_and_keeps_its_epoch()
    {
        var first = await LeadAsync();
        _time.Advance(TimeSpan.FromDays(400));

        (await LeadAsync()).Should().Be(first with { IsNew = false, ActionsFrom = _time.GetUtcNow() });
        _leadership.Lasts(first.Epoch).Should().BeTrue("it does not run out");
    }

    [Fact]
    public async Task After_it_was_fenced_it_leads_anew_above_what_fenced_it_whatever_the_clock_says()
    {
        var first = await LeadAsync();
        await _leadership.StandDownAsync(first.Epoch + 1_000_000, CancellationToken.None);

        var second = await LeadAsync();

        second.Should().BeEquivalentTo(new { Epoch = first.Epoch + 1_000_001, IsNew = true });
        (await LeadAsync()).Should().BeEquivalentTo(new { second.Epoch, IsNew = false });
    }

    [Fact]
    public async Task A_store_that_lost_its_epoch_gets_a_higher_one_within_the_same_millisecond()
    {
        var first = await LeadAsync();
        await _leadership.StandDownAsync(0, CancellationToken.None);

        (await LeadAsync()).Should().BeEquivalentTo(new { Epoch = first.Epoch + 1, IsNew = true });
    }

    [Fact]
    public async Task After_a_hand_over_the_next_lead_is_new_and_its_epoch_higher()
    {
        var first = await LeadAsync();

        (await _leadership.HandOverAsync(isClean: true, CancellationToken.None)).Should().BeTrue();
        (await _leadership.HandOverAsync(isClean: true, CancellationToken.None)).Should().BeFalse("it leads no more");

        (await LeadAsync()).Should().BeEquivalentTo(new { Epoch = first.Epoch + 1, IsNew = true });
    }

    [Fact]
    public async Task What_an_earlier_lead_has_begun_goes_on_and_what_none_has_begun_does_not()
    {
        var first = await LeadAsync();
        await _leadership.StandDownAsync(0, CancellationToken.None);
        var second = await LeadAsync();

        _leadership.Lasts(first.Epoch).Should().BeTrue();
        _leadership.Lasts(second.Epoch).Should().BeTrue();
        _leadership.Lasts(second.Epoch + 1).Should().BeFalse();
    }

    private async Task<Lead.Leader> LeadAsync() => (Lead.Leader)await _leadership.LeadAsync(CancellationToken.None);
}
