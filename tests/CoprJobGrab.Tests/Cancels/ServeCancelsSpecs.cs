using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class ServeCancelsSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CoprJobGrabHarness _harness = new(options =>
    {
        options.AddGroup("0", "x86_64");
        options.Claims.Attempts = 1;
        options.Claims.VisibilityTimeout = TimeSpan.FromMinutes(1);
    });

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_task_that_waits_leaves_the_queue_and_its_user_is_told_that_nobody_had_it()
    {
        await EnqueueAsync("7", "8");
        _harness.Cancels.Request("7");

        var report = await _harness.RunCancelsAsync();

        report.Should().Be(new CancelReport { Requested = 1, Removed = 1 });
        _harness.Pop()!.TaskId.Should().Be("8");
        _harness.Pop().Should().BeNull();
        await _harness.Cancels.Taken.WaitForAsync(new CancelAnswer("7", false));
        _harness.Events.Of<TaskCancelled>().Should().ContainSingle().Which.Should().Match<TaskCancelled>(told => told.TaskId == "7" && !told.WasRunning);
    }

    [Fact]
    public async Task A_cycle_counts_the_claims_that_ended_since_the_one_before()
    {
        await EnqueueAsync("7", "8", "9");
        _harness.Cancels.Request("7", "8", "10");
        await _harness.RunCancelsAsync();
        _harness.List(Some.Build("9"));

        (await _harness.RunCycleAsync()).Cancelled.Should().Be(2, "nobody had claimed 10");
        (await _harness.RunCycleAsync()).Cancelled.Should().Be(0);
    }

    [Fact]
    public async Task What_a_silent_worker_has_stays_claimed_and_an_event_says_that_it_cannot_be_stopped()
    {
        await EnqueueAsync("7");
        _harness.Pop();
        _harness.Cancels.Request("7");

        (await _harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 1, Running = 1 });

        await _harness.Cancels.Taken.WaitForAsync(new CancelAnswer("7", true));
        _harness.Events.Of<TaskCancelled>(cancelled => cancelled.UnstoppableIn is not null).Should().ContainSingle().Which.Should()
            .Match<TaskCancelled>(told => told.TaskId == "7" && told.UnstoppableIn == "0");
        (await ClaimAsync("7")).State.Should().Be(ClaimState.Silent);
        (await _harness.RunCycleAsync()).Cancelled.Should().Be(0);
    }

    [Fact]
    public async Task A_task_that_is_popped_between_the_look_and_the_write_is_a_workers()
    {
        await EnqueueAsync("7", "8");
        _harness.Cancels.Request("7", "8");
        _harness.Queue.Interrupt(QueueCall.Observe, QueueFault.HangsAfter);
        var serving = _harness.RunCancelsAsync();
        await _harness.Queue.Hung.WaitForCountAsync(1);
        _harness.Pop()!.TaskId.Should().Be("7");
        _harness.Queue.Mend();

        (await serving).Should().Be(new CancelReport { Requested = 2, Removed = 1, Running = 1 });

        _harness.Pop().Should().BeNull();
        await _harness.Cancels.Taken.WaitForCountAsync(2);
        _harness.Cancels.Taken.Items.Should().BeEquivalentTo([new CancelAnswer("7", true), new CancelAnswer("8", false)]);
        (await _harness.RunCycleAsync()).Cancelled.Should().Be(1);
    }

    [Fact]
    public async Task A_parked_task_is_released()
    {
        await EnqueueAsync("7");
        _harness.Pop();
        await _harness.RunCycleAsync();
        _harness.Time.Advance(TimeSpan.FromMinutes(2));
        (await _harness.RunCycleAsync()).Parked.Should().Be(1);
        _harness.Cancels.Request("7");

        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);

        (await ClaimAsync("7")).State.Should().Be(ClaimState.Released);
        (await _harness.Services.GetRequiredService<IJobGrabOperator>().ParkedAsync()).Claims.Should().BeEmpty();
    }

    [Fact]
    public async Task A_listed_task_that_no_group_takes_gets_a_record_and_one_that_is_not_listed_none()
    {
        _harness.List(Some.Build("7", chroot: "fedora-42-s390x"));
        await _harness.RunCycleAsync();
        _harness.Cancels.Request("7", "8");

        (await _harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 2, Removed = 2 });

        await _harness.Cancels.Taken.WaitForCountAsync(2);
        _harness.Cancels.Taken.Items.Should().OnlyContain(answer => !answer.WasRunning);
        var claims = (await _harness.Grabber.PlanAsync()).Observed.Claims;
        claims.Keys.Should().Equal("7");
        claims["7"].Should().Match<Claim>(record => !record.IsStored && record.ReleasedBecause == ReleaseReason.Cancelled);
    }

    [Fact]
    public async Task The_plan_knows_the_ids_until_the_frontend_lists_them_no_more()
    {
        await EnqueueAsync("7");
        _harness.Cancels.Request("7", "8");
        await _harness.RunCancelsAsync();
        _harness.Grabber.CancelledByUsers.Should().BeEquivalentTo("7", "8");
        await _harness.Cancels.Taken.WaitForCountAsync(2);

        await _harness.RunCancelsAsync();

        _harness.Grabber.CancelledByUsers.Should().BeEmpty();
    }

    [Fact]
    public async Task An_answered_request_is_not_handled_again_and_told_again_only_when_it_stays_for_long()
    {
        await EnqueueAsync("7");
        List("7");
        await _harness.RunCancelsAsync();
        await _harness.Cancels.Taken.WaitForCountAsync(1);

        (await _harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 1 });
        // The moment in which it was taken is noted a little after the frontend has it.
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        for (var report = new CancelReport(); report.Removed == 0; report = await _harness.RunCancelsAsync())
        {
            deadline.Token.ThrowIfCancellationRequested();
            _harness.Time.Advance(TimeSpan.FromSeconds(61));
        }

        await _harness.Cancels.Taken.WaitForCountAsync(2);
        _harness.Cancels.Tries.Items.Should().HaveCount(2).And.OnlyContain(answer => answer == new CancelAnswer("7", false));
        _harness.Events.Of<TaskCancelled>().Should().ContainSingle("that it is told again is no news");
        (await _harness.RunCycleAsync()).Cancelled.Should().Be(1);
    }

    [Fact]
    public async Task A_request_that_was_gone_and_is_there_again_is_a_new_one()
    {
        await _harness.RunCycleAsync();
        List("7");
        await _harness.RunCancelsAsync();
        await _harness.Cancels.Taken.WaitForCountAsync(1);
        List();
        await _harness.RunCancelsAsync();
        List("7");

        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);
    }

    [Fact]
    public async Task Malformed_requests_cost_no_other()
    {
        await EnqueueAsync("7");
        _harness.Cancels.OnFetch = _ =>
            ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete(["7"], [new MalformedRecord(1, null, "the task id is null")]));

        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);
    }

    [Fact]
    public async Task A_list_that_breaks_while_it_is_read_is_no_news_and_ids_that_are_none_cost_no_other()
    {
        await EnqueueAsync("7");
        var breaks = new BreakingList();
        _harness.Cancels.OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete(breaks));

        (await _harness.RunCancelsAsync()).Error.Should().BeOfType<InvalidOperationException>();
        List(null!, "", "7");

        (await _harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 1, Removed = 1 });
    }

    [Fact]
    public async Task Without_news_the_requests_of_the_last_list_stand_and_the_failure_is_told_once()
    {
        await _harness.RunCycleAsync();
        List("7");
        await _harness.RunCancelsAsync();
        var fault = new TaskSourceException(TaskSourceFault.BadStatus, "500");

        foreach (var answer in (Func<CancellationToken, ValueTask<Listing<string>>>[])[_ =>
            throw fault, _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.NoNews(fault))])
        {
            _harness.Cancels.OnFetch = answer;
            var report = await _harness.RunCancelsAsync();
            report.Error.Should().Be(fault);
            report.Requested.Should().Be(1);
        }

        _harness.Grabber.CancelledByUsers.Should().Equal("7");
        _harness.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.CancelRequests).Should().ContainSingle().Which.Error.Should().Be(fault);
    }

    [Fact]
    public async Task A_queue_that_fails_is_told_once_and_the_next_step_does_what_was_left()
    {
        await EnqueueAsync("7");
        _harness.Cancels.Request("7");
        _harness.Queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore, QueueFault.FailsBefore);

        (await _harness.RunCancelsAsync()).Error.Should().BeOfType<BuildQueueException>();
        (await _harness.RunCancelsAsync()).Ok.Should().BeFalse();
        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);

        _harness.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.Cancels).Should().ContainSingle().Which.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_grabber_that_has_had_no_cycle_asks_nobody()
    {
        _harness.Cancels.OnFetch = _ => throw new InvalidOperationException("nobody is to ask");

        (await _harness.RunCancelsAsync()).Should().Be(new CancelReport { Role = GrabberRole.Standby });
    }

    [Fact]
    public async Task A_request_that_hangs_holds_up_no_cycle()
    {
        await _harness.RunCycleAsync();
        var asked = new TaskCompletionSource();
        _harness.Cancels.OnFetch = async stop =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return new Listing<string>.NoNews(null);
        };
        using var stop = new CancellationTokenSource();
        var serving = _harness.Grabber.ServeCancelRequestsAsync(stop.Token);
        await asked.Task;

        await EnqueueAsync("7");

        serving.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();
        await serving.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    private async Task EnqueueAsync(params string[] taskIds)
    {
        _harness.List(taskIds.Select(id => Some.Build(id)));
        (await _harness.RunCycleAsync()).Enqueued.Should().Be(taskIds.Length);
    }

    private void List(params string[] taskIds) => _harness.Cancels.OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete(taskIds));

    private async Task<Claim> ClaimAsync(string taskId) => (await _harness.Grabber.PlanAsync()).Observed.Claims[taskId];
}
