using System.Net;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>When a report that the frontend refuses is told with a plain message, and when it is given up.</summary>
public sealed class RefusedReportSpecs : IAsyncLifetime
{
    private const string Bad = "a message that no column takes";

    private readonly LanesFixture _lanes = new();
    private Func<ActionReport, Exception?> _answer = report => report is { ActionId: 1, Message: Bad } ? Status(500) : null;

    public RefusedReportSpecs()
    {
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed(Bad));
        _lanes.Reporter.OnReport = (report, _) => _answer(report) is { } error ? ValueTask.FromException(error) : ValueTask.CompletedTask;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task After_five_refusals_with_another_report_taken_in_between_the_result_is_told_with_a_plain_message_and_its_project_goes_on()
    {
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(3));
        await RefusedAsync(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2, "b/two"), SomeAction.Whole(3));
        await _lanes.IsReportedAsync(2);
        await RefusedAsync(5);
        await _lanes.IsReportedAsync(1);
        await _lanes.IsReportedAsync(3);

        _lanes.Reporter.Tries.Items.Where(report => report.ActionId == 1).Select(report => report.Message).Should().Equal(Bad, Bad, Bad, Bad, Bad, Plain);
        _lanes.Started.Should().Equal(1, 2, 3);
        _lanes.Events.Of<ActionReportGivenUp>().Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_sign_that_the_frontend_works_it_is_told_as_it_is_for_ever()
    {
        _lanes.Offer(SomeAction.Whole(1));
        await RefusedAsync(60);

        Messages().Should().OnlyContain(message => message == Bad);
    }

    [Fact]
    public async Task A_report_that_was_taken_before_the_first_refusal_is_no_sign()
    {
        _lanes.Offer(SomeAction.Whole(2, "b/two"));
        await _lanes.IsReportedAsync(2);
        _lanes.Offer(SomeAction.Whole(1));
        await RefusedAsync(10);

        Messages().Should().OnlyContain(message => message == Bad);
    }

    [Fact]
    public async Task Lists_that_come_for_ten_minutes_are_a_sign()
    {
        _lanes.Offer(SomeAction.Whole(1));
        await RefusedAsync(1);
        var first = _lanes.Time.GetUtcNow();
        for (var refused = 2; Messages()[^1] == Bad; refused++)
        {
            _lanes.Offer(SomeAction.Whole(1));
            await RefusedAsync(refused, orTaken: true);
        }

        (_lanes.Time.GetUtcNow() - first).Should().BeGreaterThan(TimeSpan.FromMinutes(10)).And.BeLessThan(TimeSpan.FromMinutes(11));
        Messages()[^1].Should().Be(Plain);
    }

    [Fact]
    public async Task A_list_that_fails_begins_the_ten_minutes_again()
    {
        _lanes.Offer(SomeAction.Whole(1));
        await RefusedAsync(1);
        for (var refused = 2; refused < 100; refused++)
        {
            _lanes.Offer(SomeAction.Whole(1));
            if (refused % 20 == 0)
            {
                _lanes.Lanes.ListFailed();
            }

            await RefusedAsync(refused);
        }

        Messages().Should().OnlyContain(message => message == Bad);
    }

    public static TheoryData<string> NeverCounting => ["401", "403", "408", "429", "502", "503", "504", "Unreachable", "TimedOut", "Unauthorized", "cancelled"];

    [Theory]
    [MemberData(nameof(NeverCounting))]
    public async Task An_answer_that_says_nothing_of_the_report_never_counts(string name)
    {
        _answer = report => report.ActionId != 1 ? null
            : int.TryParse(name, out var status) ? Status(status)
            : Enum.TryParse<TaskSourceFault>(name, out var fault) ? new TaskSourceException(fault, name)
            : new OperationCanceledException();
        _lanes.Offer(SomeAction.Whole(1));
        await RefusedAsync(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2, "b/two"));
        await _lanes.IsReportedAsync(2);
        await RefusedAsync(20);

        Messages().Should().OnlyContain(message => message == Bad);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task Every_other_answer_counts(int status)
    {
        _answer = report => report is { ActionId: 1, Message: Bad } ? Status(status) : null;
        await TellPlainlyAsync();

        Messages()[^1].Should().Be(Plain);
    }

    [Fact]
    public async Task Refused_with_the_plain_message_too_it_is_given_up_and_the_action_does_not_run_again_while_its_project_goes_on()
    {
        _answer = report => report.ActionId == 1 ? Status(500) : null;
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(3));
        await RefusedAsync(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2, "b/two"), SomeAction.Whole(3));
        await _lanes.IsReportedAsync(2);
        await RefusedAsync(5);
        var givenUp = await _lanes.Events.WaitForAsync<ActionReportGivenUp>();
        await _lanes.IsReportedAsync(3);

        givenUp.Report.Should().Be(new ActionReport(1, false, Bad));
        Messages().Should().HaveCount(6);
        for (var cycle = 0; cycle < 5; cycle++)
        {
            _lanes.Offer(SomeAction.Whole(1));
            _lanes.Time.Advance(TimeSpan.FromHours(1));
            await _lanes.WhenIdleAsync();
        }

        Messages().Should().HaveCount(6, "nobody is told any more");
        _lanes.Started.Should().Equal(1, 2, 3);
        (await _lanes.Outcomes.ReadAllAsync(CancellationToken.None)).Should()
            .BeEquivalentTo(new { Outstanding = Array.Empty<ActionReport>(), GivenUp = new[] { new { Report = givenUp.Report, Reason = "status 500" } } });
    }

    [Fact]
    public async Task A_plain_message_that_gets_no_answer_is_told_again_and_not_given_up()
    {
        _answer = report => report.ActionId != 1 ? null : report.Message == Bad ? Status(500) : Messages().Count < 9 ? Status(503) : null;
        await TellPlainlyAsync();
        await RefusedAsync(9, orTaken: true);
        await _lanes.IsReportedAsync(1);

        Messages().Skip(5).Should().Equal(Plain, Plain, Plain, Plain);
        _lanes.Events.Of<ActionReportGivenUp>().Should().BeEmpty();
    }

    private static string Plain => ResultText.Plain(new ActionReport(1, false, null)).Message!;

    private static TaskSourceException Status(int status) =>
        new(TaskSourceFault.BadStatus, $"status {status}") { Status = status == 200 ? null : (HttpStatusCode)status };

    private List<string?> Messages() => [.. _lanes.Reporter.Tries.Items.Where(report => report.ActionId == 1).Select(report => report.Message)];

    private async Task TellPlainlyAsync()
    {
        _lanes.Offer(SomeAction.Whole(1));
        await RefusedAsync(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2, "b/two"));
        await _lanes.IsReportedAsync(2);
        await RefusedAsync(5);
        await _lanes.Reporter.Tries.WaitForCountAsync(7);
        await _lanes.WhenIdleAsync();
    }

    /// <summary>Waits until the report has failed so often, and ends each pause.</summary>
    private async Task RefusedAsync(int times, bool orTaken = false)
    {
        var turns = 0;
        for (var failures = 0; failures < times;)
        {
            (++turns).Should().BeLessThan(1_000, "every turn ends a pause");
            await _lanes.WhenIdleAsync();
            var failed = _lanes.Events.Of<ReportFailed>(failed => failed.Report == ReportKind.Action).Where(failed => failed.Id == "1").ToList();
            failures = failed.Count;
            if (orTaken && _lanes.Reporter.Taken.Items.Any(report => report.ActionId == 1))
            {
                return;
            }

            if (failures > 0 && failures <= times)
            {
                _lanes.Time.Advance(failed[^1].After);
            }
        }

        await _lanes.WhenIdleAsync();
    }
}
