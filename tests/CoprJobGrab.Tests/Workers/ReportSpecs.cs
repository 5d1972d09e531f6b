using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>What the reporter is told of a build, in which order, and by whom.</summary>
public sealed class ReportSpecs
{
    private static readonly TaskSourceException Away = new(TaskSourceFault.Unreachable, "the frontend is away");

    [Fact]
    public async Task That_a_build_runs_is_told_again_until_it_ends_and_then_no_more()
    {
        await using var rig = new WorkerRig();
        var outcome = rig.Hold();
        rig.Reporter.Before = (word, _) => word == "running a" ? throw Away : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Events.WaitForAsync<ReportFailed>(failed => failed is { Report: ReportKind.Build, Id: "a" } && failed.After == TimeSpan.FromSeconds(5));
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(5));
        await rig.Reporter.Said.WaitForCountAsync(3);

        outcome.SetResult(new BuildOutcome.Succeeded());
        await rig.Queue.WaitAsync("finish");
        rig.Clock.Advance(TimeSpan.FromSeconds(20));

        rig.Reporter.Said.Items.Should().Equal("start a", "running a", "running a", "a Succeeded");
    }

    [Fact]
    public async Task The_end_is_not_told_before_an_earlier_word_has_ended()
    {
        await using var rig = new WorkerRig();
        var running = new TaskCompletionSource();
        rig.Reporter.Before = (word, _) => word == "running a" ? running.Task : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Queue.WaitAsync("end");
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(15));
        rig.Reporter.Said.Items.Should().NotContain("a Succeeded");

        running.SetResult();

        await rig.Queue.WaitAsync("finish");
        rig.Reporter.Taken.Items.Should().Equal("start a", "running a", "a Succeeded");
    }

    [Fact]
    public async Task A_report_is_told_again_with_pauses_and_nobody_else_gets_it_meanwhile()
    {
        await using var rig = new WorkerRig();
        var isAway = true;
        rig.Reporter.Before = (word, _) => word == "a Succeeded" && isAway ? throw Away : Task.CompletedTask;
        await rig.StartAsync("a");

        // Pauses of 5, 10, 20, 40 and 80 seconds, the longer ones in parts, because the lease on the report is renewed between.
        foreach (var seconds in new[] { 5, 10, 15, 5, 15, 15, 10, 15, 15 })
        {
            await rig.Clock.PassAsync(TimeSpan.FromSeconds(seconds));
            (await rig.Queue.OtherUntoldAsync()).Should().BeEmpty();
        }

        isAway = false;
        foreach (var seconds in new[] { 15, 15, 15, 5 })
        {
            await rig.Clock.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
        rig.Events.Of<ReportFailed>().Select(failed => failed.After.TotalSeconds).Should().Equal(5, 10, 20, 40, 80);
        rig.Reporter.Taken.Items.Should().ContainSingle(word => word == "a Succeeded");
    }

    [Fact]
    public async Task The_report_of_a_worker_that_is_gone_is_told_by_another_one()
    {
        await using var gone = new WorkerRig();
        gone.Reporter.Before = (word, _) => word == "a Succeeded" ? throw Away : Task.CompletedTask;
        await gone.StartAsync("a");
        await gone.Events.WaitForAsync<ReportFailed>();
        await gone.DisposeAsync();
        await using var other = new WorkerRig(beside: gone);
        gone.Clock.Advance(TimeSpan.FromSeconds(61));

        await other.StartAsync();
        await other.Clock.PassAsync(TimeSpan.FromSeconds(1));

        (await other.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
        other.Reporter.Said.Items.Should().Equal("a Succeeded");
    }

    [Fact]
    public async Task A_worker_that_stood_still_does_not_tell_what_another_one_has_taken_over()
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Before = (word, _) => word == "a Succeeded" ? throw Away : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Events.WaitForAsync<ReportFailed>();
        rig.Queue.Before = async name =>
        {
            if (name == "untold")
            {
                throw new BuildQueueException("This worker does not find its own report.");
            }

            if (name == "end")
            {
                (await rig.Queue.OtherUntoldAsync()).Should().ContainSingle();
            }
        };

        rig.Clock.Advance(TimeSpan.FromSeconds(61));

        await rig.Queue.WaitAsync("end", 2);
        await rig.StopAsync();
        rig.Reporter.Said.Items.Count(word => word == "a Succeeded").Should().Be(1);
    }

    [Fact]
    public async Task An_end_that_the_store_refuses_is_dropped()
    {
        await using var rig = new WorkerRig();
        rig.Queue.Before = async name =>
        {
            if (name == "end")
            {
                await rig.ForgetAsync("a");
            }
        };
        await rig.StartAsync("a");

        await rig.WaitForAsync(BuildChange.Lost);
        await rig.StopAsync();
        rig.Reporter.Said.Items.Should().NotContain("a Succeeded");
    }

    [Fact]
    public async Task An_end_that_cannot_be_stored_is_stored_when_the_store_is_back()
    {
        // No look at the queue ends at the same time as a pause of the store.
        await using var rig = new WorkerRig(options => options.PollInterval = TimeSpan.FromSeconds(7));
        var failures = 0;
        rig.Queue.Before = name => name == "end" && ++failures <= 2 ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        await rig.StartAsync("a");

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(5));
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(5));

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
        rig.Reporter.Taken.Items.Should().Contain("a Succeeded");
    }

    [Fact]
    public async Task A_reporter_that_does_not_know_whether_it_tells_of_giving_back_is_told_of_it_and_costs_no_slot()
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Tells = () => throw new InvalidOperationException("no settings");
        rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.GivenBack());
        await rig.StartAsync("a", "b");

        await rig.Queue.WaitAsync("finish", 2);

        rig.Reporter.Taken.Items.Should().Contain(["a GivenBack", "b GivenBack"]);
        rig.Events.Of<StepFailed>().Should().OnlyContain(failed => failed.Error!.Message == "no settings" && failed.Id == "worker");
        rig.HostIsStopped.Should().BeFalse();
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_stays_and_is_said_once()
    {
        await using var rig = new WorkerRig();
        await rig.EnqueueAsync("0", "a");
        var taken = await rig.Queue.TakeAsync(["0"], 1, TimeSpan.FromMinutes(1), CancellationToken.None);
        await rig.Queue.EndAsync([new EndedBuild(taken[0], "of a later version"u8.ToArray())], "dead", TimeSpan.FromMilliseconds(1), CancellationToken.None);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));

        await rig.StartAsync();
        for (var asked = 1; asked <= 3; asked++)
        {
            await rig.Clock.PassAsync(TimeSpan.FromSeconds(1));
            await rig.Queue.WaitAsync("untold", asked);
            await rig.Clock.WaitAsync(TimeSpan.FromSeconds(1));
            rig.Clock.Advance(TimeSpan.FromSeconds(61));
        }

        rig.Events.Of<StepFailed>().Should().ContainSingle().Which.Error!.Message.Should().Contain("report of task a").And.Contain("upgrade this process");
        (await rig.ClaimAsync("a")).IsEnded.Should().BeTrue();
    }
}
