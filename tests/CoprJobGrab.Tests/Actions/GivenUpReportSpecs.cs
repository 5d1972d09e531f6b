using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>What becomes of a result that was given up: it stays in the store, and operators decide about it.</summary>
public sealed class GivenUpReportSpecs : IAsyncLifetime
{
    private static readonly GivenUpReport GivenUp = new(
        new ActionReport(1, false, "its own message"), new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.Zero), "status 500");

    private readonly ScriptedOutcomeStore _store = new();
    private readonly LanesFixture _lanes;
    private bool _refuses = true;

    public GivenUpReportSpecs()
    {
        _lanes = new LanesFixture { Outcomes = _store };
        _lanes.Reporter.OnReport = (report, _) => report.ActionId == 1 && Volatile.Read(ref _refuses)
            ? throw new TaskSourceException(TaskSourceFault.BadStatus, "status 500")
            : ValueTask.CompletedTask;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_leader_neither_reports_it_nor_runs_its_action_and_its_project_goes_on(bool whole)
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(whole ? SomeAction.Whole(1) : SomeAction.Bare(1), SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal(2);
        _lanes.Events.Of<RecordsListed>(listed => listed.List == RecordList.StoredResults).Should().BeEmpty();
        (await _store.GivenUpAsync()).Should().ContainSingle().Which.Report.Should().Be(GivenUp.Report);
    }

    [Fact]
    public async Task When_another_result_is_taken_it_is_told_once_more_because_the_trouble_may_have_been_the_frontend_s()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        await _lanes.Events.WaitForAsync<ActionReportGivenUp>();
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(3));
        await _lanes.IsReportedAsync(3);
        await _lanes.WhenIdleAsync();

        Told().Should().Equal([GivenUp.Report], "once");
        (await _store.GivenUpAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Told_by_an_operator_s_decision_it_is_taken_and_forgotten()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        Volatile.Write(ref _refuses, false);
        await DecideAsync(ReportDecision.Tell);
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        Told().Should().Equal(GivenUp.Report);
        (await _store.GivenUpAsync()).Should().BeEmpty();
        _lanes.Started.Should().BeEmpty();
    }

    [Fact]
    public async Task Told_by_an_operator_s_decision_and_refused_it_is_given_up_again_and_told_no_more()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        await DecideAsync(ReportDecision.Tell);
        await _lanes.Events.WaitForAsync<ActionReportGivenUp>();
        await _lanes.WhenIdleAsync();
        for (var cycle = 0; cycle < 3; cycle++)
        {
            await _lanes.Lanes.FollowDecisionsAsync(Stop);
            _lanes.Time.Advance(TimeSpan.FromHours(1));
            await _lanes.WhenIdleAsync();
        }

        Told().Should().Equal(GivenUp.Report);
        (await _store.GivenUpAsync()).Should().ContainSingle().Which.Decision.Should().BeNull();
    }

    [Fact]
    public async Task A_telling_that_gets_no_answer_is_tried_again_until_it_does()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        _lanes.Reporter.OnReport = (_, _) => throw new TaskSourceException(TaskSourceFault.Unreachable, "away");
        await DecideAsync(ReportDecision.Tell);
        var failed = await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        await _lanes.Lanes.FollowDecisionsAsync(Stop);
        await _lanes.WhenIdleAsync();
        Told().Should().ContainSingle("the pause is not over");
        _lanes.Reporter.OnReport = (_, _) => ValueTask.CompletedTask;
        _lanes.Time.Advance(failed.After);

        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task Dropped_it_is_never_told_and_its_action_does_not_run_under_the_next_leader_either()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        await _lanes.Events.WaitForAsync<ActionReportGivenUp>();
        await _lanes.WhenIdleAsync();
        await DecideAsync(ReportDecision.Drop);

        await using var next = new LanesFixture { Outcomes = _store };
        await next.Lanes.ResumeAsync(1, [], Stop);
        next.Offer(SomeAction.Whole(1), SomeAction.Whole(3));
        await next.IsReportedAsync(3);
        await next.WhenIdleAsync();

        next.Started.Should().Equal(3);
        next.Reporter.Tries.Items.Select(report => report.ActionId).Should().Equal(3);
        (await _store.GivenUpAsync()).Should().ContainSingle().Which.Decision.Should().Be(ReportDecision.Drop);
    }

    [Fact]
    public async Task Run_again_it_is_forgotten_and_its_action_runs_once_more()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        Volatile.Write(ref _refuses, false);
        await DecideAsync(ReportDecision.Run);
        await _lanes.IsReportedAsync(1);
        await _lanes.Lanes.FollowDecisionsAsync(Stop);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal(1);
        Told().Should().Equal(new ActionReport(1, true, null));
        (await _store.GivenUpAsync()).Should().BeEmpty();
        (await _store.KeptAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_decision_to_run_that_is_read_again_because_the_result_could_not_be_removed_begins_the_action_no_second_time()
    {
        _store.OnAsked = what => what == "remove 1" ? throw new BuildQueueException("the store is away") : ValueTask.CompletedTask;
        _lanes.Handler.OnHandle = (_, _) => throw new IOException("disk full");
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        await DecideAsync(ReportDecision.Run);
        await _lanes.Events.WaitForAsync<ActionRetrying>();
        _store.OnAsked = _ => ValueTask.CompletedTask;
        await _lanes.Lanes.ResumeAsync(2, [], Stop);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal([1], "it pauses after its first attempt");
        (await _store.GivenUpAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_decision_to_run_that_was_made_before_anybody_led_is_acted_on_when_the_action_is_listed()
    {
        Volatile.Write(ref _refuses, false);
        await LeadAsync(GivenUp with { Decision = ReportDecision.Run });
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal(1);
        Told().Should().Equal(new ActionReport(1, true, null));
        (await _store.GivenUpAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_decision_to_run_voids_no_note_of_one_that_has_begun_the_action_since()
    {
        _store.OnAsked = what => what == "remove 1" ? throw new BuildQueueException("the store is away") : ValueTask.CompletedTask;
        await LeadAsync(GivenUp with { Decision = ReportDecision.Run });

        var left = await _lanes.Lanes.ResumeAsync(2, [new NotedAction(1, ["a/one"], "the one before", default)], Stop);

        left.Should().ContainSingle("its program may still run");
    }

    [Fact]
    public async Task A_decision_that_comes_while_the_result_is_being_told_is_acted_on_when_it_is_refused_again()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        var refused = new TaskCompletionSource();
        _lanes.Reporter.OnReport = async (_, _) => await refused.Task;
        await DecideAsync(ReportDecision.Tell);
        await _lanes.Reporter.Tries.WaitForCountAsync(1);
        await DecideAsync(ReportDecision.Run);
        _lanes.Reporter.OnReport = (_, _) => ValueTask.CompletedTask;
        refused.SetException(new TaskSourceException(TaskSourceFault.BadStatus, "status 500"));
        await _lanes.Events.WaitForAsync<ActionReportGivenUp>();
        await _lanes.WhenIdleAsync();
        await _lanes.Lanes.FollowDecisionsAsync(Stop);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal(1);
        (await _store.GivenUpAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ReportDecision.Drop)]
    public async Task It_is_forgotten_when_two_lists_in_a_row_lack_its_action(ReportDecision? decision)
    {
        await LeadAsync(GivenUp with { Decision = decision });
        _lanes.Offer();
        _lanes.Offer(SomeAction.Whole(1));
        _lanes.Offer();
        await _lanes.WhenIdleAsync();
        (await _store.GivenUpAsync()).Should().ContainSingle("no two lists in a row lacked it");
        _lanes.Offer();
        await _lanes.WhenIdleAsync();

        (await _store.GivenUpAsync()).Should().BeEmpty();
        (await _lanes.Lanes.CountAsync()).Should().Be(0);
        _lanes.Events.Of<RecordUnusable>(unusable => unusable.List == RecordList.StoredResults).Should().ContainSingle().Which.Id.Should().Be("1");
        _lanes.Started.Should().BeEmpty();
    }

    [Fact]
    public async Task What_could_not_be_kept_as_given_up_is_saved_again_with_the_next_list()
    {
        var away = true;
        _store.OnAsked = what => what == "give up 1" && Volatile.Read(ref away) ? throw new BuildQueueException("the store is away") : ValueTask.CompletedTask;
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore);
        await _lanes.WhenIdleAsync();
        Volatile.Write(ref away, false);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        (await _store.GivenUpAsync()).Should().ContainSingle().Which.Since.Should().NotBe(GivenUp.Since);
        _store.Asked.Items.Count(what => what == "give up 1").Should().Be(3, "that of the predecessor, the one that failed, and the one with the list");
    }

    [Fact]
    public async Task What_the_store_has_lost_is_kept_again_and_its_action_does_not_run()
    {
        await LeadAsync(GivenUp);
        _lanes.Offer(SomeAction.Whole(1));
        await _store.RemoveAsync(1, Stop);
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().BeEmpty();
        (await _store.GivenUpAsync()).Should().Equal(GivenUp);
    }

    [Fact]
    public async Task While_nothing_is_given_up_the_store_is_not_read_in_each_cycle()
    {
        _lanes.Offer(SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        await _lanes.Lanes.FollowDecisionsAsync(Stop);
        await _lanes.WhenIdleAsync();

        _store.Asked.Items.Should().NotContain("read");
    }

    private IEnumerable<ActionReport> Told() => _lanes.Reporter.Tries.Items.Where(report => report.ActionId == 1);

    private async Task LeadAsync(GivenUpReport givenUp)
    {
        var asked = _store.OnAsked;
        _store.OnAsked = _ => ValueTask.CompletedTask;
        await _store.GiveUpAsync(givenUp, null, Stop);
        _store.OnAsked = asked;
        _store.Asked.Items.Should().Equal("give up 1");
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.SettleAsync();
    }

    private async Task DecideAsync(ReportDecision decision)
    {
        await _lanes.SettleAsync();
        (await _lanes.Outcomes.DecideAsync(1, decision, Stop)).Should().BeTrue();
        await _lanes.Lanes.FollowDecisionsAsync(Stop);
        await _lanes.SettleAsync();
    }
}
