using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>Workers in the harness: they take, build and tell as its clock goes.</summary>
public sealed class HarnessWorkerSpecs
{
    [Fact]
    public async Task A_build_is_taken_built_and_told_and_listed_no_more()
    {
        await using var harness = Create((_, _) => ValueTask.FromResult<BuildOutcome>(new BuildOutcome.Succeeded()), concurrency: 2);
        harness.List(Some.Build("1"), Some.Build("2"), Some.Build("3"));

        var reports = await harness.AdvanceAsync(TimeSpan.FromSeconds(20));

        harness.BuildReports.Items.Select(report => (report.TaskId, report.Outcome)).Should()
            .BeEquivalentTo([("1", new BuildOutcome.Succeeded()), ("2", new BuildOutcome.Succeeded()), ("3", new BuildOutcome.Succeeded())]);
        reports.Select(report => (report.Listed, report.Enqueued)).Should().Equal((3, 3), (0, 0));
        harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task A_build_takes_its_time_by_the_clock_of_the_harness_and_its_lease_is_renewed_meanwhile()
    {
        CoprJobGrabHarness? made = null;
        await using var harness = made = Create(async (_, stop) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(5), made!.Time, stop);
            return new BuildOutcome.Failed("slow");
        });
        harness.List(Some.Build("1"));

        await harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        harness.BuildReports.Items.Should().BeEmpty();
        await harness.AdvanceAsync(TimeSpan.FromSeconds(10));

        harness.BuildReports.Items.Should().ContainSingle().Which.Outcome.Should().Be(new BuildOutcome.Failed("slow"));
        harness.Events.Of<BuildChanged>().Select(change => change.Change).Should().Equal(BuildChange.Taken, BuildChange.Started, BuildChange.Failed);
    }

    [Fact]
    public async Task A_handler_that_throws_is_called_again_until_the_task_is_parked()
    {
        var calls = 0;
        await using var harness = Create((_, _) => throw new InvalidOperationException($"call {++calls}"));
        harness.List(Some.Build("1"));

        await harness.AdvanceAsync(TimeSpan.FromHours(1));

        calls.Should().Be(3);
        harness.Events.Of<TaskParked>().Should().ContainSingle().Which.TaskId.Should().Be("1");
        harness.BuildReports.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cancel_fires_the_token_of_the_handler()
    {
        BuildStop? why = null;
        await using var harness = Create(async (work, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            why = work.Stop;
            return new BuildOutcome.Interrupted();
        });
        harness.List(Some.Build("1"));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(10));

        harness.Cancels.Request("1");
        await harness.AdvanceAsync(TimeSpan.FromSeconds(30));

        why.Should().Be(BuildStop.Cancelled);
    }

    private static CoprJobGrabHarness Create(Func<BuildWork, CancellationToken, ValueTask<BuildOutcome>> handle, int concurrency = 1) => new(
        parts: builder => builder.AddBuildWorker(handle, worker =>
        {
            worker.Groups.Add("0");
            worker.Concurrency = concurrency;
        }));
}
