using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>Why a build stops before its end.</summary>
public sealed class LeaseSpecs
{
    [Fact]
    public async Task Leases_are_renewed_at_every_third_in_one_call()
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 3);
        rig.Hold();
        await rig.StartAsync("a", "b", "c");
        await rig.Works.WaitForCountAsync(3);

        for (var renewals = 1; renewals <= 6; renewals++)
        {
            await rig.Clock.PassAsync(TimeSpan.FromSeconds(20));
            await rig.Queue.WaitAsync("renew", renewals);
        }

        rig.Queue.Calls.Items.Where(call => call.Name == "renew").Should().HaveCount(6).And.OnlyContain(call => call.Count == 3);
        rig.Works.Items.Should().OnlyContain(work => work.Stop == null && work.LeasedUntil > rig.Clock.GetUtcNow());
        (await rig.ClaimAsync("a")).LeasedUntil.Should().Be(rig.Clock.GetUtcNow() + TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_build_whose_lease_cannot_be_renewed_stops_before_the_stores_lease_ends()
    {
        await using var rig = new WorkerRig();
        rig.Hold();
        rig.Queue.Before = name => name == "renew" ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(54));

        (await rig.WaitForAsync(BuildChange.Lost)).TaskId.Should().Be("a");
        rig.Works.Items.Single().Stop.Should().Be(BuildStop.LeaseLost);
        (await rig.ClaimAsync("a")).LeasedUntil.Should().BeAfter(rig.Clock.GetUtcNow());
        (rig.Queue.Count("end"), rig.Queue.Count("finish")).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_build_that_another_worker_has_stops_and_is_not_renewed_again_while_its_handler_goes_on()
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 1);
        var outcome = new TaskCompletionSource<BuildOutcome>();
        rig.Handle = (_, _) => outcome.Task;
        rig.Queue.Renewed = renewed => [.. renewed.Select(_ => (TakenBuild?)null)];
        await rig.StartAsync("a", "b");
        var work = await rig.Works.WaitForAsync(_ => true);
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(20));
        await rig.Queue.WaitAsync("renew");

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(20));

        work.Stop.Should().Be(BuildStop.LeaseLost);
        (rig.Works.Items.Count, rig.Queue.Count("renew")).Should().Be((1, 1), "it has its slot until it returns");
        outcome.SetResult(new BuildOutcome.Succeeded());
        await rig.WaitForAsync(BuildChange.Lost, "a");
        await rig.Works.WaitForCountAsync(2);
        rig.Reporter.Said.Items.Should().NotContain("a Succeeded");
    }

    [Fact]
    public async Task A_lease_that_is_lost_after_the_handler_has_ended_ends_a_word_under_way()
    {
        await using var rig = new WorkerRig();
        rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.GivenBack());
        rig.Reporter.Before = (word, stop) => word == "running a" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop) : Task.CompletedTask;
        rig.Queue.Before = name => name == "renew" ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Reporter.Said.WaitForAsync("running a");
        await rig.Works.WaitForCountAsync(1);

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(54));

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Rescheduled);
    }

    [Fact]
    public async Task A_renewal_after_the_handler_has_ended_makes_the_lease_longer_once_more()
    {
        await using var rig = new WorkerRig();
        rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.GivenBack());
        rig.Reporter.Before = (word, stop) => word == "running a" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop) : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Reporter.Said.WaitForAsync("running a");
        await rig.Works.WaitForCountAsync(1);
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(20));
        await rig.Queue.WaitAsync("renew");
        rig.Queue.Renewed = renewed => [.. renewed.Select(_ => (TakenBuild?)null)];

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(20));

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Rescheduled);
    }

    [Fact]
    public async Task A_build_that_is_being_given_back_is_renewed_no_more()
    {
        await using var rig = new WorkerRig();
        var (finish, renewal) = (new TaskCompletionSource(), TimeSpan.FromSeconds(20));
        rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.GivenBack());
        rig.Queue.Before = name => name == "finish" ? finish.Task : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Queue.Calls.WaitForAsync(call => call.Name == "finish");

        await rig.Clock.PassAsync(renewal);
        await rig.Clock.WaitAsync(renewal);

        rig.Queue.Count("renew").Should().Be(0, "it would take back what is handed out again by now");
        finish.SetResult();
    }

    [Theory]
    [InlineData(28)]
    [InlineData(70)]
    public async Task A_build_whose_take_was_answered_late_has_its_lease_renewed_before_it_begins(int seconds)
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 2);
        rig.Hold();
        rig.Queue.TakeIsAnswered = () => rig.Clock.Advance(TimeSpan.FromSeconds(seconds));
        rig.Reporter.Start = _ =>
        {
            rig.Queue.Count("renew").Should().Be(1);
            return new BuildStart.Go();
        };
        await rig.StartAsync("a", "b");

        await rig.Works.WaitForCountAsync(2);

        rig.Queue.Calls.Items.Should().Contain(("renew", 2));
        rig.Works.Items.Should().OnlyContain(work => work.LeasedUntil == rig.Clock.GetUtcNow() + TimeSpan.FromSeconds(54));
        rig.Events.Of<StepFailed>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_build_whose_take_was_answered_late_does_not_begin_when_its_lease_cannot_be_renewed()
    {
        await using var rig = new WorkerRig();
        rig.Queue.TakeIsAnswered = () => rig.Clock.Advance(TimeSpan.FromSeconds(28));
        rig.Queue.Before = name => name == "renew" ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        await rig.StartAsync("a");

        await rig.Events.WaitForAsync<StepFailed>();
        await rig.StopAsync();

        rig.Reporter.Said.Items.Should().BeEmpty();
        rig.Works.Items.Should().BeEmpty();
        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Interrupted);
    }

    [Fact]
    public async Task A_build_whose_take_was_answered_late_begins_when_its_lease_is_renewed_at_the_second_try()
    {
        await using var rig = new WorkerRig();
        rig.Hold();
        rig.Queue.TakeIsAnswered = () => rig.Clock.Advance(TimeSpan.FromSeconds(28));
        rig.Queue.Before = name => name == "renew" && rig.Queue.Calls.Items.Count(call => call.Name == "renew") < 2
            ? throw new BuildQueueException("Redis is away")
            : Task.CompletedTask;
        await rig.StartAsync("a");
        await rig.Events.WaitForAsync<StepFailed>();

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await rig.Works.WaitForCountAsync(1);

        rig.Works.Items.Should().ContainSingle().Which.Attempt.Should().Be(1);
    }

    [Fact]
    public async Task A_build_that_was_cancelled_while_its_take_waited_for_the_answer_does_not_begin()
    {
        await using var rig = new WorkerRig();
        rig.Queue.TakeIsAnswered = () => rig.Clock.Advance(TimeSpan.FromSeconds(28));
        rig.Queue.Before = name => name == "renew" ? rig.CancelAsync("a") : Task.CompletedTask;
        await rig.StartAsync("a");

        await rig.WaitForAsync(BuildChange.Cancelled);

        rig.Reporter.Said.Items.Should().BeEmpty();
        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Cancelled);
    }

    [Fact]
    public async Task A_build_whose_lease_was_lost_while_it_was_asked_for_does_not_begin()
    {
        await using var rig = new WorkerRig();
        rig.Queue.Before = name => name == "renew" ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        rig.Reporter.Start = _ =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(54));
            return new BuildStart.Go();
        };
        await rig.StartAsync("a");

        await rig.WaitForAsync(BuildChange.Lost);

        rig.Works.Items.Should().BeEmpty();
        rig.Events.Of<BuildChanged>().Should().NotContain(changed => changed.Change == BuildChange.Started);
    }

    [Fact]
    public async Task A_cancelled_build_stops_soon_after_the_hint_and_its_claim_ends()
    {
        await using var rig = new WorkerRig();
        rig.Hold();
        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);
        await rig.Queue.WaitAsync("listen");

        await rig.CancelAsync("a");
        await rig.Clock.PassAsync(TimeSpan.FromMilliseconds(250));

        await rig.WaitForAsync(BuildChange.Cancelled);
        rig.Works.Items.Single().Stop.Should().Be(BuildStop.Cancelled);
        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Cancelled);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(5, 5)]
    public async Task A_build_that_takes_longer_than_its_time_limit_has_failed(int? timeout, int limit)
    {
        await using var rig = new WorkerRig(options => options.TimeLimit = TimeSpan.FromSeconds(10));
        rig.Hold();
        if (timeout is not null)
        {
            rig.Reporter.Start = _ => new BuildStart.Go(Encoding.UTF8.GetBytes($$"""{"task_id": "a", "chroot": "fedora-42-x86_64", "timeout": {{timeout}}}"""));
        }

        await rig.StartAsync("a");
        await rig.Works.WaitForCountAsync(1);

        await rig.Clock.PassAsync(TimeSpan.FromSeconds(limit));

        (await rig.WaitForAsync(BuildChange.Failed)).Text.Should().Be($"The build took longer than its time limit of {limit} s.");
        rig.Works.Items.Single().Stop.Should().Be(BuildStop.TimeOver);
        await rig.Reporter.Taken.WaitForAsync("a Failed");
        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
    }

    [Fact]
    public void Options_that_cannot_work_are_named_with_their_values()
    {
        var options = new BuildWorkerOptions
        {
            Name = "w", Concurrency = 0, Lease = TimeSpan.FromSeconds(2), PollInterval = TimeSpan.Zero, Grace = TimeSpan.FromHours(25),
        };
        options.Groups.Add("a b");
        options.Weights["other"] = 0;

        options.Problems().Should().HaveCount(6).And.OnlyContain(problem => problem.StartsWith("Build worker 'w': "))
            .And.Contain("Build worker 'w': Grace is 25 h; it must be from 0 s to 24 h.");
        new BuildWorkerOptions().Problems().Should().ContainSingle().Which.Should().Contain("Groups is empty");
    }
}
