using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="IFrontendReporter"/>. Derive a test class per implementation.</summary>
public abstract class FrontendReporterContract
{
    protected abstract FrontendReporterRig Create();

    public static TheoryData<bool, string?> Results =>
        new() { { true, null }, { true, "" }, { false, null }, { false, "it \"failed\"\nat žluťoučký \U0001f600" } };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task A_result_has_been_taken_as_it_is_when_the_call_returns(bool succeeded, string? message)
    {
        await using var rig = Create();
        rig.Open(811);
        var report = new ActionReport(811, succeeded, message);

        await ReportAsync(rig, report);

        rig.Taken.Should().Equal(report);
    }

    [Fact]
    public async Task A_result_may_be_told_twice()
    {
        await using var rig = Create();
        rig.Open(811);
        var report = new ActionReport(811, true, null);
        await ReportAsync(rig, report);

        await ReportAsync(rig, report);

        rig.Taken.Distinct().Should().Equal(report);
    }

    [Fact]
    public async Task What_the_frontend_does_not_take_is_a_fault_and_can_be_told_again()
    {
        await using var rig = Create();
        rig.Open(811);
        var report = new ActionReport(811, false, "no space");
        rig.Refuse();

        for (var attempt = 0; attempt < 2; attempt++)
        {
            await rig.Awaiting(one => ReportAsync(one, report)).Should().ThrowAsync<TaskSourceException>();
            rig.Taken.Should().BeEmpty();
        }

        rig.Mend();
        await ReportAsync(rig, report);
        rig.Taken.Should().Equal(report);
    }

    [Fact]
    public async Task A_report_that_is_not_answered_goes_on_until_it_is_cancelled_and_can_be_told_again()
    {
        await using var rig = Create();
        rig.Open(811);
        var report = new ActionReport(811, true, null);
        rig.Block();
        using var stop = new CancellationTokenSource();
        var telling = rig.Reporter.ReportActionAsync(report, stop.Token).AsTask();
        await rig.WaitUntilToldAsync().InTimeAsync();
        telling.IsCompleted.Should().BeFalse();

        await stop.CancelAsync();

        await telling.Awaiting(task => task.InTimeAsync()).Should().ThrowAsync<OperationCanceledException>();
        rig.Mend();
        await ReportAsync(rig, report);
        rig.Taken.Distinct().Should().Equal(report);
    }

    [Fact]
    public async Task Several_may_be_told_at_once()
    {
        await using var rig = Create();
        var reports = Enumerable.Range(1, 30).Select(id => new ActionReport(id, id % 2 == 0, $"of {id}")).ToList();
        rig.Open(reports.Select(report => report.ActionId));

        await Task.WhenAll(reports.Select(report => Task.Run(() => ReportAsync(rig, report)))).InTimeAsync();

        rig.Taken.Should().BeEquivalentTo(reports);
    }

    [Fact]
    public async Task A_build_is_listed_again_when_the_call_returns_and_may_be_told_twice()
    {
        await using var rig = Create();
        var build = new BuildChroot(40127, "40127-fedora-20-x86_64", "fedora-20-x86_64");

        await RescheduleAsync(rig, build);
        rig.Rescheduled.Should().Equal(build);

        await RescheduleAsync(rig, build);
        rig.Rescheduled.Distinct().Should().Equal(build);
    }

    [Fact]
    public async Task A_build_that_the_frontend_does_not_take_is_a_fault_and_can_be_told_again()
    {
        await using var rig = Create();
        var build = new BuildChroot(40127, "40127-fedora-20-x86_64", "fedora-20-x86_64");
        rig.Refuse();
        await rig.Awaiting(one => RescheduleAsync(one, build)).Should().ThrowAsync<TaskSourceException>();
        rig.Rescheduled.Should().BeEmpty();

        rig.Mend();
        await RescheduleAsync(rig, build);

        rig.Rescheduled.Should().Equal(build);
    }

    [Fact]
    public async Task A_build_whose_telling_is_not_answered_goes_on_until_it_is_cancelled()
    {
        await using var rig = Create();
        rig.Block();
        using var stop = new CancellationTokenSource();
        var telling = rig.Reporter.RescheduleAsync(new BuildChroot(1, "1-fedora", "fedora"), stop.Token).AsTask();
        await rig.WaitUntilToldAsync().InTimeAsync();
        telling.IsCompleted.Should().BeFalse();

        await stop.CancelAsync();

        await telling.Awaiting(task => task.InTimeAsync()).Should().ThrowAsync<OperationCanceledException>();
    }

    private static Task RescheduleAsync(FrontendReporterRig rig, BuildChroot build) =>
        rig.Reporter.RescheduleAsync(build, CancellationToken.None).AsTask().InTimeAsync();

    private static Task ReportAsync(FrontendReporterRig rig, ActionReport report) =>
        rig.Reporter.ReportActionAsync(report, CancellationToken.None).AsTask().InTimeAsync();
}
