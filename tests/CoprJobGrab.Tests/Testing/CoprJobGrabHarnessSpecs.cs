using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

public sealed class CoprJobGrabHarnessSpecs : IAsyncDisposable
{
    private readonly CoprJobGrabHarness _harness = new();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_listed_task_is_popped_once_with_its_record()
    {
        _harness.List(Some.Build("7", owner: "jdoe"));

        (await _harness.RunCycleAsync()).Enqueued.Should().Be(1);

        _harness.Pop()!.Details.ProjectOwner.Should().Be("jdoe");
        (await _harness.RunCycleAsync()).Kept.Should().Be(1);
        _harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task Time_passes_with_a_cycle_after_each_interval()
    {
        var begin = _harness.Time.GetUtcNow();

        var reports = await _harness.AdvanceAsync(TimeSpan.FromSeconds(35));

        reports.Select(report => report.Cycle).Should().Equal(1, 2, 3);
        (_harness.Time.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(35));
        (await _harness.AdvanceAsync(TimeSpan.FromSeconds(1))).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_held_is_let_in_between_two_cycles_as_time_passes()
    {
        await using var harness = new CoprJobGrabHarness(options =>
        {
            options.AddGroup("0", "*");
            options.Groups[0].Depth = 1;
        });
        harness.List(Some.Build("7"), Some.Build("8"));
        (await harness.RunCycleAsync()).Held.Should().Be(1);
        harness.Pop()!.TaskId.Should().Be("7");

        (await harness.AdvanceAsync(TimeSpan.FromMilliseconds(999))).Should().BeEmpty();
        harness.Pop().Should().BeNull();
        (await harness.AdvanceAsync(TimeSpan.FromSeconds(1))).Should().BeEmpty();

        harness.Pop()!.TaskId.Should().Be("8");
    }

    [Fact]
    public async Task Cancels_are_served_between_two_cycles_as_time_passes()
    {
        _harness.List(Some.Build("7"));
        await _harness.RunCycleAsync();
        _harness.Cancels.Request("7");

        (await _harness.AdvanceAsync(TimeSpan.FromSeconds(5))).Should().BeEmpty();

        _harness.Pop().Should().BeNull();
        await _harness.Cancels.Taken.WaitForAsync(new CancelAnswer("7", false));
    }

    [Fact]
    public async Task A_task_that_is_absent_for_two_intervals_is_withdrawn()
    {
        _harness.List(Some.Build("7"));
        await _harness.RunCycleAsync();
        _harness.List();

        (await _harness.AdvanceAsync(TimeSpan.FromSeconds(20))).Sum(report => report.Withdrawn).Should().Be(1);

        _harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task A_silent_worker_s_task_comes_again_after_patience_by_the_harness_s_clock()
    {
        _harness.List(Some.Build("7"));
        await _harness.RunCycleAsync();
        _harness.Pop();
        await _harness.RunCycleAsync();
        _harness.Time.Advance(TimeSpan.FromHours(27));

        (await _harness.RunCycleAsync()).Requeued.Should().Be(1);

        _harness.Pop()!.TaskId.Should().Be("7");
    }

    [Fact]
    public async Task Actions_are_handled_reported_and_told()
    {
        _harness.ListActions(SomeAction.Bare(5));
        await _harness.RunCycleAsync();

        await _harness.Reporter.Taken.WaitForCountAsync(1);
        (await _harness.Events.WaitForAsync<ActionReported>()).Report.ActionId.Should().Be(5);
        _harness.Handler.Ended.Items.Should().Equal(5);
    }

    [Fact]
    public async Task When_time_has_passed_the_actions_that_it_began_are_at_rest()
    {
        _harness.ListActions(Enumerable.Range(1, 40).Select(id => SomeAction.Bare(id)));
        _harness.Handler.OnHandle = async (_, token) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, token);
            return new ActionOutcome.Done();
        };

        await _harness.AdvanceAsync(TimeSpan.FromSeconds(10));

        _harness.Reporter.Taken.Items.Should().HaveCount(40);
        _harness.Events.Of<ActionReported>().Should().HaveCount(40);
    }

    [Fact]
    public async Task A_failed_attempt_is_made_again_when_its_pause_has_passed()
    {
        var attempts = 0;
        _harness.ListActions(SomeAction.Task(5));
        _harness.Handler.OnHandle = (_, _) => ++attempts < 3 ? throw new IOException("not yet") : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());

        await _harness.AdvanceAsync(TimeSpan.FromMinutes(10));

        _harness.Reporter.Taken.Items.Should().Equal(new ActionReport(5, Succeeded: true, null));
        attempts.Should().Be(3);
    }

    [Fact]
    public async Task A_handler_that_hangs_holds_no_step_of_a_long_time_and_one_that_waits_for_the_clock_ends_in_it()
    {
        _harness.ListActions(SomeAction.Task(5, "jdoe/hangs"), SomeAction.Task(6, "jdoe/waits"));
        _harness.Handler.OnHandle = async (attempt, token) =>
        {
            await Task.Delay(attempt.Action.Id == 5 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(5), _harness.Time, token);
            return new ActionOutcome.Done();
        };
        var began = TimeProvider.System.GetTimestamp();

        await _harness.AdvanceAsync(TimeSpan.FromHours(1));

        _harness.Reporter.Taken.Items.Select(report => report.ActionId).Should().Equal(6);
        (_harness.Events.Of<ActionReported>().Single().When - _harness.Events.Of<ActionStarted>().Last().When).Should().Be(TimeSpan.FromMinutes(5));
        _harness.Handler.Ended.Items.Should().Equal(6);
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_action_is_listed_with_its_record_until_its_result_is_taken_and_again_when_the_test_lists_it_again()
    {
        _harness.ListActions(SomeAction.Task(5));
        (await _harness.AdvanceAsync(TimeSpan.FromMinutes(1))).Select(report => report.ActionsListed).Should().Equal(1, 0, 0, 0, 0, 0);
        _harness.Handler.Ended.Items.Should().Equal(5);
        _harness.Source.AskedRecords.Items.Should().BeEmpty();

        _harness.ListActions(SomeAction.Task(5));
        await _harness.AdvanceAsync(TimeSpan.FromSeconds(10));
        _harness.Handler.Ended.Items.Should().Equal(5, 5);

        _harness.ListActions();
        (await _harness.RunCycleAsync()).ActionsListed.Should().Be(0);
    }

    [Fact]
    public async Task A_wait_that_runs_out_lists_the_events_that_there_were()
    {
        _harness.List(Some.Build("7"));
        await _harness.RunCycleAsync();

        var wait = () => _harness.Events.WaitForAsync<ActionReported>(deadline: TimeSpan.Zero);

        (await wait.Should().ThrowAsync<TimeoutException>()).WithMessage("*for ActionReported*TasksEnqueued: *CycleEnded: *");
    }

    [Fact]
    public async Task A_fault_of_the_queue_is_a_failed_cycle_and_the_next_one_mends_it()
    {
        _harness.List(Some.Build("7"));
        _harness.Queue.Interrupt(QueueCall.Apply, QueueFault.FailsAfter);

        (await _harness.RunCycleAsync()).Error.Should().BeOfType<BuildQueueException>();
        (await _harness.RunCycleAsync()).Should().Match<CycleReport>(report => report.Ok && report.Kept == 1);

        _harness.Pop()!.TaskId.Should().Be("7");
        _harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task Options_groups_and_parts_are_the_test_s()
    {
        await using var harness = new CoprJobGrabHarness(
            options => options.AddGroup("x86", "x86_64").AddGroup("arm", "aarch64"),
            builder => builder.AddActionHandler((_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed("not today"))));
        harness.List(Some.Build("7", "fedora-42-aarch64"), Some.Build("8", "fedora-42-s390x"));
        harness.ListActions(SomeAction.Bare(5));

        (await harness.RunCycleAsync()).Refused.Should().Be(1);

        harness.Pop("arm")!.TaskId.Should().Be("7");
        await harness.Reporter.Taken.WaitForCountAsync(1);
        harness.Reporter.Taken.Items.Single().Message.Should().Be("not today");
        harness.Handler.Begun.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_queue_of_the_test_s_own_makes_the_harness_s_queue_throw_and_not_stand_idle()
    {
        await using var harness = new CoprJobGrabHarness(parts: builder => builder.UseQueue<OwnInMemoryQueue>());
        harness.List(Some.Build("7"));
        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);

        foreach (var use in (Action[])[() => harness.Pop(), () => harness.Queue.Interrupt(QueueCall.Apply, QueueFault.FailsBefore)])
        {
            use.Should().Throw<InvalidOperationException>().WithMessage("*put OwnInMemoryQueue in the place of the harness's own IBuildQueue*");
        }
    }

    [Fact]
    public async Task A_source_of_the_test_s_own_makes_the_harness_s_lists_throw_and_not_go_nowhere()
    {
        await using var harness = new CoprJobGrabHarness(parts: builder => builder.UseTaskSource<OwnSource>());
        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);
        harness.Pop()!.TaskId.Should().Be("8");

        foreach (var use in (Action[])[() =>
            harness.List(Some.Build("7")), () => harness.ListActions(SomeAction.Bare(5)), () => harness.Source.OnFetch = null!])
        {
            use.Should().Throw<InvalidOperationException>().WithMessage("*put OwnSource in the place of the harness's own ITaskSource*");
        }
    }

    private sealed class OwnInMemoryQueue : SimpleBuildQueue
    {
        private readonly InMemoryBuildQueue _inner = new("0");

        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => _inner.ObserveAsync(cancellationToken);

        public override ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) => _inner.ApplyAsync(plan, cancellationToken);
    }

    private sealed class OwnSource : ITaskSource
    {
        public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("8")])));

        public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
            throw new NotSupportedException("It lists no actions.");
    }
}
