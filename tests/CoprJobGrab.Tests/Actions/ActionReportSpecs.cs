using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionReportSpecs : IAsyncLifetime
{
    private static readonly TaskSourceException Refused = new(TaskSourceFault.BadStatus, "status 503");

    private readonly LanesFixture _lanes = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task The_frontend_is_told_until_it_has_taken_the_result_and_the_action_does_not_run_again_meanwhile()
    {
        var tries = 0;
        _lanes.Reporter.OnReport = (_, _) => ++tries < 4 ? throw Refused : ValueTask.CompletedTask;

        _lanes.Offer(SomeAction.Whole(1));
        foreach (var seconds in new[] { 5, 10, 15 })
        {
            var failed = await _lanes.Events.WaitForAsync<ReportFailed>(
                failed => failed.Report == ReportKind.Action && failed.After == TimeSpan.FromSeconds(seconds));
            failed.Error.Should().Be(Refused);
            _lanes.Offer(SomeAction.Whole(1));
            await _lanes.SettleAsync();
            _lanes.Time.Advance(failed.After);
        }

        await _lanes.IsReportedAsync(1);
        _lanes.Started.Should().Equal(1);
        _lanes.Reporter.Tries.Items.Should().HaveCount(4).And.OnlyContain(report => report == new ActionReport(1, true, null));
    }

    [Fact]
    public async Task An_outstanding_report_holds_its_project_and_no_other()
    {
        _lanes.Options.MaxParallel = 1;
        var refuses = true;
        _lanes.Reporter.OnReport = (report, _) => report.ActionId == 1 && Volatile.Read(ref refuses) ? throw Refused : ValueTask.CompletedTask;

        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"), SomeAction.Whole(3, "b/two"));
        var failed = await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        await _lanes.IsReportedAsync(3);
        await _lanes.SettleAsync();
        _lanes.Started.Should().Equal([1, 3], "action 1 could run again after a restart, and then not after action 2");

        Volatile.Write(ref refuses, false);
        _lanes.Time.Advance(failed.After);
        await _lanes.IsReportedAsync(2);
    }

    [Fact]
    public async Task A_report_outstanding_for_an_action_that_is_listed_no_more_holds_nothing_and_is_told_all_the_same()
    {
        var refuses = true;
        _lanes.Reporter.OnReport = (report, _) => report.ActionId == 1 && Volatile.Read(ref refuses) ? throw Refused : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        var failed = await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);

        _lanes.Offer(SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        Volatile.Write(ref refuses, false);
        _lanes.Time.Advance(failed.After);
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task A_list_from_before_the_report_was_taken_does_not_run_the_action_again()
    {
        var taken = new TaskCompletionSource();
        _lanes.Reporter.OnReport = (_, _) => new ValueTask(taken.Task);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Reporter.Tries.WaitForCountAsync(1);
        var before = _lanes.Now();
        _lanes.Now();
        taken.SetResult();
        await _lanes.IsReportedAsync(1);

        _lanes.OfferFrom(before, SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);

        _lanes.Started.Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_list_from_before_the_report_that_lacks_the_action_does_not_make_a_second_such_list_run_it_again()
    {
        var taken = new TaskCompletionSource();
        _lanes.Reporter.OnReport = (_, _) => new ValueTask(taken.Task);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Reporter.Tries.WaitForCountAsync(1);
        var before = _lanes.Now();
        var beforeToo = _lanes.Now();
        _lanes.Now();
        taken.SetResult();
        await _lanes.IsReportedAsync(1);

        _lanes.OfferFrom(before);
        _lanes.OfferFrom(beforeToo, SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();
        _lanes.Started.Should().Equal(1);

        _lanes.Offer();
        (await _lanes.Lanes.CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task An_action_that_the_frontend_put_back_runs_again()
    {
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.IsReportedAsync(1);

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Reporter.Taken.WaitForCountAsync(2);

        _lanes.Started.Should().Equal(1, 1);
        _lanes.Events.Of<ActionStarted>().Select(started => started.Attempt).Should().Equal(1, 1);
    }

    [Fact]
    public async Task A_frontend_that_asks_for_time_gets_it_up_to_the_longest_pause()
    {
        var answers = new Queue<TimeSpan>([TimeSpan.FromSeconds(12), TimeSpan.FromDays(1)]);
        _lanes.Reporter.OnReport = (_, _) => throw new TaskSourceException(TaskSourceFault.BadStatus, "status 429") { RetryAfter = answers.Dequeue() };

        _lanes.Offer(SomeAction.Whole(1));
        var first = await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        first.After.Should().Be(TimeSpan.FromSeconds(12));
        _lanes.Time.Advance(first.After);
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.After == TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_reporter_that_never_answers_holds_up_no_other_report_for_ever()
    {
        _lanes.Reporter.OnReport = (report, _) => report.ActionId < 5 ? new ValueTask(new TaskCompletionSource().Task) : ValueTask.CompletedTask;

        _lanes.Offer(Enumerable.Range(1, 5).Select(id => SomeAction.Whole(id, $"x/{id}", priority: id)));
        await _lanes.Reporter.Tries.WaitForCountAsync(4);
        _lanes.Time.Advance(TimeSpan.FromMinutes(10));

        await _lanes.IsReportedAsync(5);
    }

    [Fact]
    public async Task Whatever_a_reporter_throws_the_report_is_tried_again()
    {
        var tries = 0;
        _lanes.Reporter.OnReport = (_, _) => ++tries switch
        {
            1 => throw new OperationCanceledException(),
            2 => ValueTask.FromException(new InvalidOperationException("bug")),
            _ => ValueTask.CompletedTask,
        };

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.Error is OperationCanceledException);
        _lanes.Time.Advance(TimeSpan.FromSeconds(5));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.Error is InvalidOperationException);
        _lanes.Time.Advance(TimeSpan.FromSeconds(10));
        await _lanes.IsReportedAsync(1);
    }
}
