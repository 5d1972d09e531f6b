using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>A result is saved, reported and removed, in this order, and what a predecessor left is reported and not run.</summary>
public sealed class OutcomeStoreSpecs : IAsyncDisposable
{
    private static readonly TaskSourceException Refused = new(TaskSourceFault.BadStatus, "status 503");
    private static readonly BuildQueueException StoreAway = new("the store is away");

    private readonly ScriptedOutcomeStore _store = new();
    private readonly LanesFixture _lanes;

    public OutcomeStoreSpecs() => _lanes = new LanesFixture { Outcomes = _store };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task A_result_is_saved_before_it_is_reported_and_removed_after()
    {
        _lanes.Reporter.OnReport = (_, _) =>
        {
            _store.Asked.Add("report 1");
            return ValueTask.CompletedTask;
        };

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        _store.Asked.Items.Should().Equal("save 1", "report 1", "remove 1");
        (await _store.KeptAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_result_is_kept_while_the_frontend_does_not_take_it_and_saved_once()
    {
        var tries = 0;
        _lanes.Reporter.OnReport = (_, _) => ++tries < 3 ? throw Refused : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        foreach (var seconds in new[] { 5, 10 })
        {
            await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.After == TimeSpan.FromSeconds(seconds));
            await _lanes.SettleAsync();
            (await _store.KeptAsync()).Should().Equal(1);
            _lanes.Time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        _store.Asked.Items.Should().Equal("save 1", "remove 1");
    }

    [Fact]
    public async Task A_result_that_cannot_be_saved_is_reported_all_the_same_and_saved_with_the_next_try()
    {
        var saves = 0;
        _store.OnAsked = what => what == "save 1" && ++saves == 1 ? throw StoreAway : ValueTask.CompletedTask;
        var takes = false;
        _lanes.Reporter.OnReport = (_, _) => Volatile.Read(ref takes) ? ValueTask.CompletedTask : throw Refused;

        _lanes.Offer(SomeAction.Whole(1));
        var first = await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        await _lanes.SettleAsync();
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore).Should().ContainSingle().Which.Error.Should().Be(StoreAway);
        (await _store.KeptAsync()).Should().BeEmpty();
        _lanes.Time.Advance(first.After);
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.After > first.After);

        (await _store.KeptAsync()).Should().Equal(1);
        _lanes.Reporter.Tries.Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_store_that_never_answers_delays_a_report_by_seconds()
    {
        _store.OnAsked = what => what == "save 1" ? new ValueTask(new TaskCompletionSource().Task) : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        await _store.Asked.WaitForAsync("save 1");
        await _lanes.SettleAsync();

        _lanes.Time.Advance(TimeSpan.FromSeconds(10));

        await _lanes.IsReportedAsync(1);
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore).Should().ContainSingle();
    }

    [Fact]
    public async Task What_could_not_be_removed_is_removed_with_the_next_list()
    {
        var away = true;
        _store.OnAsked = what => what == "remove 1" && Volatile.Read(ref away) ? throw StoreAway : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore);
        await _lanes.WhenIdleAsync();
        (await _store.KeptAsync()).Should().Equal(1);
        Volatile.Write(ref away, false);

        _lanes.Offer();
        await _lanes.WhenIdleAsync();
        _lanes.Offer();
        await _lanes.WhenIdleAsync();

        (await _store.KeptAsync()).Should().BeEmpty();
        _store.Asked.Items.Should().Equal("save 1", "remove 1", "remove 1");
    }

    [Fact]
    public async Task A_removal_that_fails_late_does_not_take_a_newer_result_of_the_same_action_with_it()
    {
        var (removal, asked) = (new TaskCompletionSource(), 0);
        _store.OnAsked = what => what == "remove 1" && Interlocked.Increment(ref asked) == 1 ? new ValueTask(removal.Task) : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        await _store.Asked.WaitForAsync("remove 1");
        _lanes.Reporter.OnReport = (_, _) => throw Refused;
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);

        removal.SetException(StoreAway);
        await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore);
        await _lanes.WhenIdleAsync();
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        (await _store.KeptAsync()).Should().Equal([1], "the action was put back, and its new result is outstanding");
        _store.Asked.Items.Should().Equal("save 1", "remove 1", "save 1");
    }

    [Fact]
    public async Task A_grabber_that_died_before_the_report_was_taken_is_followed_by_one_that_reports_and_does_not_run_the_action_again()
    {
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed("no such directory"));
        _lanes.Reporter.OnReport = (_, _) => new ValueTask(new TaskCompletionSource().Task);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Reporter.Tries.WaitForCountAsync(1);

        // The first one is left as it is: a killed process says no more.
        await using var next = new LanesFixture { Outcomes = _store };
        (await next.Lanes.ResumeAsync(1, [], Stop)).Should().NotBeNull();
        next.Offer(SomeAction.Whole(1), SomeAction.Whole(2, "b/two"));
        await next.IsReportedAsync(1);
        await next.IsReportedAsync(2);
        await next.WhenIdleAsync();

        next.Started.Should().Equal(2);
        next.Reporter.Taken.Items.Should().Contain(new ActionReport(1, false, "no such directory"));
        next.Events.Of<RecordsListed>(listed => listed.List == RecordList.StoredResults).Should().ContainSingle().Which.Count.Should().Be(1);
        (await _store.KeptAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_listed_action_whose_stored_result_is_outstanding_does_not_run_and_its_record_is_not_asked_for(bool whole)
    {
        await _store.SaveAsync(new ActionReport(1, true, null), Stop);
        _lanes.Reporter.OnReport = (report, _) => report.ActionId == 1 ? throw Refused : ValueTask.CompletedTask;
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        for (var cycle = 0; cycle < 3; cycle++)
        {
            _lanes.Offer(whole ? SomeAction.Whole(1) : SomeAction.Bare(1));
            await _lanes.SettleAsync();
        }

        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        _lanes.Started.Should().BeEmpty();
        _lanes.Source.AskedRecords.Items.Should().BeEmpty();
        (await _store.KeptAsync()).Should().Equal(1);
    }

    [Fact]
    public async Task An_action_that_the_frontend_put_back_after_it_took_a_stored_result_runs()
    {
        await _store.SaveAsync(new ActionReport(1, true, "as stored"), Stop);
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.IsReportedAsync(1);
        _lanes.Started.Should().BeEmpty();

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Reporter.Taken.WaitForCountAsync(2);

        _lanes.Started.Should().Equal(1);
    }

    [Fact]
    public async Task A_stored_result_whose_action_two_lists_in_a_row_lack_is_dropped()
    {
        await _store.SaveAsync(new ActionReport(1, true, null), Stop);
        _lanes.Reporter.OnReport = (_, _) => throw Refused;
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);

        _lanes.Offer();
        _lanes.Offer(SomeAction.Whole(1));
        _lanes.Offer();
        await _lanes.WhenIdleAsync();
        (await _store.KeptAsync()).Should().Equal([1], "no two lists in a row lacked it");
        _lanes.Offer();
        await _lanes.WhenIdleAsync();

        (await _store.KeptAsync()).Should().BeEmpty();
        (await _lanes.Lanes.CountAsync()).Should().Be(0);
        _lanes.Events.Of<RecordUnusable>(unusable => unusable.List == RecordList.StoredResults).Should().ContainSingle().Which.Id.Should().Be("1");
        _lanes.Time.Advance(TimeSpan.FromHours(1));
        await _lanes.WhenIdleAsync();
        _lanes.Reporter.Tries.Items.Should().ContainSingle("nobody waits for it any more");
    }

    [Fact]
    public async Task A_result_that_is_dropped_while_it_is_being_reported_stays_dropped()
    {
        await _store.SaveAsync(new ActionReport(1, true, null), Stop);
        var answer = new TaskCompletionSource();
        _lanes.Reporter.OnReport = (_, _) => new ValueTask(answer.Task);
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.Reporter.Tries.WaitForCountAsync(1);
        _lanes.Offer();
        _lanes.Offer();
        await _lanes.SettleAsync();

        answer.SetException(Refused);
        await _lanes.WhenIdleAsync();

        (await _store.KeptAsync()).Should().BeEmpty();
        _lanes.Time.Advance(TimeSpan.FromHours(1));
        await _lanes.WhenIdleAsync();
        _lanes.Reporter.Tries.Items.Should().ContainSingle();
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_told_and_read_again()
    {
        await _store.SaveAsync(new ActionReport(1, true, null), Stop);
        var away = true;
        _store.OnAsked = what => what == "read" && away ? throw StoreAway : ValueTask.CompletedTask;
        (await _lanes.Lanes.ResumeAsync(1, [], Stop)).Should().BeNull();
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore).Should().ContainSingle();

        away = false;
        (await _lanes.Lanes.ResumeAsync(1, [], Stop)).Should().NotBeNull();
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task A_second_lead_of_the_same_process_takes_what_another_left_and_keeps_what_it_does_itself()
    {
        _lanes.HoldHandlers(1);
        _lanes.Source.OnFetchAction = (_, _) => new ValueTask<ActionTask>(new TaskCompletionSource<ActionTask>().Task);
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Bare(2));
        await _lanes.Handler.Begun.WaitForCountAsync(1);
        await _lanes.Source.AskedRecords.WaitForCountAsync(1);
        await _store.SaveAsync(new ActionReport(1, false, "of another"), Stop);
        await _store.SaveAsync(new ActionReport(2, false, "of another"), Stop);

        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.IsReportedAsync(2);
        _lanes.Release(1);
        await _lanes.IsReportedAsync(1);
        await _lanes.SettleAsync();

        _lanes.Reporter.Tries.Items.Should().Equal(new ActionReport(2, false, "of another"), new ActionReport(1, true, null));
    }

    [Fact]
    public async Task A_result_that_is_outstanding_at_a_stop_stays_for_the_next_start()
    {
        _lanes.Reporter.OnReport = (_, _) => throw Refused;
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);

        await _lanes.Lanes.StopAsync(TimeSpan.FromSeconds(20), CancellationToken.None).InTimeAsync();

        (await _store.KeptAsync()).Should().Equal(1);
    }
}
