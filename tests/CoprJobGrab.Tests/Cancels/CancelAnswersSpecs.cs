using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class CancelAnswersSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CoprJobGrabHarness _harness = new();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_report_that_fails_is_told_again_until_it_is_taken_while_others_pass()
    {
        var refuses = true;
        _harness.Cancels.OnAnswer = (answer, _) =>
            answer.TaskId == "1" && Volatile.Read(ref refuses) ? throw new IOException("broken") : ValueTask.CompletedTask;
        await _harness.RunCycleAsync();
        _harness.Cancels.Request(Enumerable.Range(1, 30).Select(id => $"{id}"));

        await _harness.RunCancelsAsync();

        await _harness.Cancels.Taken.WaitForCountAsync(29);
        await AdvanceUntilAsync(() => TriesOf("1") >= 3);
        _harness.Cancels.Taken.Items.Should().HaveCount(29).And.NotContain(answer => answer.TaskId == "1");
        Volatile.Write(ref refuses, false);
        await AdvanceUntilAsync(() => _harness.Cancels.Taken.Items.Count == 30);

        _harness.Events.Of<ReportFailed>(failed => failed.Report == ReportKind.Cancel).Should().ContainSingle().Which.Id.Should().Be("1");
        (await _harness.Events.WaitForAsync<CancelReportRecovered>()).Should().Match<CancelReportRecovered>(told => told.TaskId == "1" && told.Failures >= 3);
        _harness.Events.Of<TaskCancelled>().Should().HaveCount(30);
    }

    [Fact]
    public async Task Reports_that_hang_hold_up_neither_the_next_requests_nor_cycles_and_are_few_at_a_time()
    {
        _harness.Cancels.OnAnswer = (_, stop) => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        await _harness.RunCycleAsync();
        _harness.Cancels.Request(Enumerable.Range(1, 100).Select(id => $"{id}"));
        (await _harness.RunCancelsAsync()).Removed.Should().Be(100);
        await _harness.Cancels.Tries.WaitForCountAsync(8);

        _harness.List(Some.Build("200"));
        (await _harness.RunCycleAsync()).Enqueued.Should().Be(1);
        _harness.Cancels.Request("200");
        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);

        _harness.Pop().Should().BeNull();
        _harness.Cancels.Tries.Items.Should().HaveCount(8);
    }

    [Fact]
    public async Task A_request_that_is_gone_is_not_answered_any_more()
    {
        _harness.Cancels.OnAnswer = (_, _) => throw new IOException("broken");
        await _harness.RunCycleAsync();
        _harness.Cancels.Request("1", "2");
        await _harness.RunCancelsAsync();
        await _harness.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Cancel && failed.Id == "1");
        _harness.Cancels.OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete(["2"]));

        await _harness.RunCancelsAsync();

        var (gone, listed) = (TriesOf("1"), TriesOf("2"));
        await AdvanceUntilAsync(() => TriesOf("2") >= listed + 5);
        TriesOf("1").Should().Be(gone, "the other one, which is listed still, is told again and again meanwhile");
    }

    [Fact]
    public async Task The_pauses_of_answers_and_results_are_those_of_reports_and_not_those_of_actions()
    {
        await using var harness = new CoprJobGrabHarness(options =>
        {
            options.AddGroup("0", "*").Actions.FirstPause = TimeSpan.FromHours(1);
            (options.Actions.LongestPause, options.Reports.FirstPause) = (TimeSpan.FromHours(2), TimeSpan.FromSeconds(2));
        });
        harness.Cancels.OnAnswer = (_, _) => throw new IOException("broken");
        harness.Reporter.OnReport = (_, _) => throw new IOException("broken");
        harness.ListActions(SomeAction.Whole(1));

        await harness.RunCycleAsync();
        harness.Cancels.Request("1");
        await harness.RunCancelsAsync();

        (await harness.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Cancel)).After.Should()
            .BeCloseTo(TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(0.2));
        (await harness.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action)).After.Should()
            .BeCloseTo(TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(0.2));
    }

    private int TriesOf(string taskId) => _harness.Cancels.Tries.Items.Count(answer => answer.TaskId == taskId);

    private async Task AdvanceUntilAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (!holds())
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
        }
    }
}
