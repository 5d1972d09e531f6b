using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A stop in two stages.</summary>
public sealed class WorkerStopSpecs
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Running_builds_have_their_grace_and_then_they_are_interrupted()
    {
        await using var rig = new WorkerRig();
        rig.Hold();
        await rig.StartAsync("a", "b");
        var work = await rig.Works.WaitForAsync(_ => true);

        var stop = rig.StopAsync();
        await rig.Clock.PassAsync(Grace);
        await stop;

        work.Stop.Should().Be(BuildStop.HostStops);
        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Interrupted);
        rig.Works.Items.Should().ContainSingle("nothing is taken after a stop");
        rig.Events.Of<BuildChanged>().Last().Should().Match<BuildChanged>(changed => changed.Change == BuildChange.Interrupted && changed.Error == null);
    }

    [Fact]
    public async Task A_build_that_a_stopping_worker_has_just_taken_is_given_back_without_a_word()
    {
        await using var rig = new WorkerRig();
        var take = new TaskCompletionSource();
        rig.Queue.Before = name => name == "take" ? take.Task : Task.CompletedTask;
        rig.Queue.TakesAfterStop = true;
        await rig.StartAsync("a");
        await rig.Queue.Calls.WaitForAsync(call => call.Name == "take");

        var stop = rig.StopAsync();
        take.SetResult();
        await stop;

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Interrupted);
        rig.Reporter.Said.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_handler_that_throws_because_of_the_stop_was_interrupted()
    {
        await using var rig = new WorkerRig();
        rig.Handle = async (_, stop) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new IOException("the pipe is broken");
        };
        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);

        var stop = rig.StopAsync();
        await rig.Clock.PassAsync(Grace);
        await stop;

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Interrupted);
        (await rig.WaitForAsync(BuildChange.Interrupted)).Error.Should().BeOfType<IOException>();
    }

    [Fact]
    public async Task A_build_that_ends_within_its_grace_is_told()
    {
        await using var rig = new WorkerRig();
        var outcome = rig.Hold();
        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);

        var stop = rig.StopAsync();
        outcome.SetResult(new BuildOutcome.Succeeded());
        await stop;

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
        rig.Reporter.Taken.Items.Should().Contain("a Succeeded");
    }

    [Fact]
    public async Task What_a_handler_returns_after_the_grace_counts()
    {
        await using var rig = new WorkerRig();
        rig.Handle = async (_, stop) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new BuildOutcome.Failed("half of it");
        };
        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);

        var stop = rig.StopAsync();
        await rig.Clock.PassAsync(Grace);
        await stop;

        rig.Reporter.Taken.Items.Should().Contain("a Failed");
    }

    [Fact]
    public async Task A_report_that_is_not_taken_has_one_more_attempt_and_stays_in_the_store()
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Before = (word, _) => word == "a Succeeded" ? throw new TaskSourceException(TaskSourceFault.Unreachable, "away") : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Events.WaitForAsync<ReportFailed>();

        await rig.StopAsync();

        rig.Events.Of<ReportFailed>().Select(failed => failed.After).Should().Equal(TimeSpan.FromSeconds(5), TimeSpan.Zero);
        (await rig.ClaimAsync("a")).IsEnded.Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_build_is_given_back_within_the_grace_though_the_frontend_hangs(bool isInterrupted)
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Before = (word, stop) => word == "running a" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop) : Task.CompletedTask;
        if (isInterrupted)
        {
            rig.Hold();
        }
        else
        {
            rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.GivenBack());
        }

        await rig.StartAsync("a");
        await rig.Reporter.Said.WaitForAsync("running a");
        await rig.Works.WaitForCountAsync(1);

        var stop = rig.StopAsync();
        if (isInterrupted)
        {
            await rig.Clock.PassAsync(Grace);
        }

        (await rig.ReleaseAsync("a")).Should().Be(isInterrupted ? ReleaseReason.Interrupted : ReleaseReason.Rescheduled);
        await stop;
    }

    [Fact]
    public async Task A_handler_that_heeds_nothing_keeps_its_claim_and_the_host_ends_in_time()
    {
        await using var rig = new WorkerRig();
        rig.Handle = (_, _) => new TaskCompletionSource<BuildOutcome>().Task;
        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);
        using var patience = new CancellationTokenSource();

        var stop = rig.StopAsync(patience.Token);
        await rig.Clock.PassAsync(Grace);
        await patience.CancelAsync();
        await stop;

        (await rig.ClaimAsync("a")).State.Should().Be(ClaimState.Leased);
        rig.Queue.Count("finish").Should().Be(0);
    }
}
