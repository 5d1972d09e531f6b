using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>Only a grabber that leads starts actions: the lanes ask before each start, because what is offered may wait for long.</summary>
public sealed class ActionLeadSpecs : IAsyncDisposable
{
    private readonly LanesFixture _lanes = new();
    private volatile bool _leads = true;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task Nothing_starts_of_a_list_whose_lead_is_over_until_a_lead_that_lasts_offers_it()
    {
        _leads = false;
        Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();
        _lanes.Started.Should().BeEmpty();

        _lanes.Lanes.Offer(SomeAction.List(SomeAction.Whole(1)), _lanes.Now(), LanesFixture.Lead);
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task What_waits_behind_an_action_of_its_project_does_not_start_when_the_lead_has_ended_meanwhile_and_the_running_one_is_reported()
    {
        _lanes.HoldHandlers(1);
        Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.Handler.Begun.WaitForCountAsync(1);

        _leads = false;
        _lanes.Release(1);
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal(1);
    }

    [Fact]
    public async Task What_pauses_after_a_failed_attempt_does_not_start_again_when_the_lead_has_ended_meanwhile()
    {
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult<ActionOutcome>(
            _lanes.Handler.Begun.Items.Count == 1 ? throw new IOException("a fault that passes") : new ActionOutcome.Done());
        Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<ActionRetrying>();

        _leads = false;
        _lanes.Time.Advance(_lanes.Options.LongestPause);
        await _lanes.WhenIdleAsync();
        _lanes.Started.Should().Equal(1);

        _leads = true;
        Offer(SomeAction.Whole(1));
        await _lanes.IsReportedAsync(1);
        _lanes.Started.Should().Equal(1, 1);
    }

    [Fact]
    public async Task A_report_that_is_outstanding_is_still_made_when_the_lead_has_ended()
    {
        _lanes.Reporter.OnReport = (_, _) =>
            _lanes.Reporter.Tries.Items.Count == 1 ? throw new TaskSourceException(TaskSourceFault.Unreachable, "refused") : ValueTask.CompletedTask;
        Offer(SomeAction.Whole(1));
        await _lanes.Reporter.Tries.WaitForCountAsync(1);
        await _lanes.WhenIdleAsync();

        _leads = false;
        _lanes.Time.Advance(_lanes.Options.LongestPause);

        await _lanes.IsReportedAsync(1);
        _lanes.Started.Should().Equal(1);
    }

    private void Offer(params IEnumerable<ActionListing> actions) =>
        _lanes.Lanes.Offer(SomeAction.List(actions), _lanes.Now(), new ActionLead(1, () => _leads, []));
}
