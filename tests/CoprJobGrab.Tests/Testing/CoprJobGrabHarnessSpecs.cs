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

        public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
            _inner.ApplyAsync(plan, cancellationToken);
    }

    private sealed class OwnSource : ITaskSource
    {
        public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("8")])));

        public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
            throw new NotSupportedException("It lists no actions.");
    }
}
