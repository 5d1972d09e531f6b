using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>One cycle, through the parts as a host wires them; only the source and the clock are the test's.</summary>
public sealed class JobGrabberSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ScriptedTaskSource _source;
    private readonly RecordingReporter _reporter;
    private readonly RecordingActionHandler _handler;
    private readonly RecordingEventSink _events;
    private readonly JumpingTime _time = new();
    private readonly InMemoryBuildQueue _queue = new(["0", "1"]);
    private readonly CoprJobGrabHarness _harness;

    public JobGrabberSpecs()
    {
        _harness = new CoprJobGrabHarness(
            options => options.AddGroup("0", "i386", "i686", "x86_64").AddGroup("1", "armv7"),
            builder => builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton<IBuildQueue>(_queue));
        (_source, _reporter, _handler, _events) = (_harness.Source, _harness.Reporter, _harness.Handler, _harness.Events);
    }

    private JobGrabber Grabber => _harness.Grabber;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Each_task_goes_to_the_queue_of_its_architecture_and_counts_as_one()
    {
        Lists(Some.Build("12345", "fedora-20-x86_64"), Some.Build("12346", "fedora-20-armv7"));

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = true, Listed = 2, Enqueued = 2, Kept = 0 });
        Popped("0").Should().Equal("12345");
        Popped("1").Should().Equal("12346");
    }

    [Fact]
    public async Task Of_very_many_malformed_records_a_hundred_are_told_and_then_how_many_more_there_are()
    {
        MalformedRecord[] malformed = [.. Enumerable.Range(0, 1_500).Select(index => new MalformedRecord(index, null, "the record is null, not an object"))];
        _source.OnFetch = _ => ValueTask.FromResult(
            new TaskSnapshot(new Listing<BuildTask>.Complete([], malformed)) { Actions = new Listing<ActionListing>.Complete([], malformed) });

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.Builds).Should().HaveCount(101).And.Subject.Last().Should()
            .Match<RecordUnusable>(record => record.Index == 100 && record.Reason.Contains("1400 more records"));
        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.Actions).Should().HaveCount(101);
    }

    [Fact]
    public async Task Of_very_many_refused_tasks_a_hundred_are_told_and_then_how_many_more_there_are_and_that_once()
    {
        Lists([.. Enumerable.Range(0, 1_500).Select(number => Some.Build($"{number}", "fedora-20-s390x"))]);

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _events.Of<TaskRefused>().Should().HaveCount(101);
        _events.Of<TaskRefused>().Last().Should()
            .Match<TaskRefused>(refused => refused.TaskId == "100" && refused.Reason.Contains("1400 more tasks are refused and are not told one by one"));
    }

    [Fact]
    public async Task Of_very_many_repeated_records_a_hundred_are_told_and_the_cycle_counts_them_all()
    {
        Lists([.. Enumerable.Range(0, 300).Concat(Enumerable.Range(0, 300)).Select(number => Some.Build($"{number}", "fedora-20-x86_64"))]);

        (await Grabber.RunOnceAsync()).Repeated.Should().Be(300);
        await Grabber.RunOnceAsync();

        _events.Of<RecordUnusable>(unusable => unusable.IsRepeated).Should().HaveCount(100);
    }

    [Fact]
    public async Task Tasks_that_were_seen_are_kept_and_nothing_is_pushed()
    {
        Lists(Some.Build("12345"), Some.Build("12346"));
        await Grabber.RunOnceAsync();
        Popped("0").Should().HaveCount(2);

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = true, Listed = 2, Enqueued = 0, Kept = 2 });
        Popped("0").Should().BeEmpty();
    }

    [Fact]
    public async Task An_unknown_architecture_is_refused_every_time_told_once_and_costs_nobody()
    {
        Lists(Some.Build("12346", "fedora-20-s390x"), Some.Build("12345"));

        var first = await Grabber.RunOnceAsync();
        var second = await Grabber.RunOnceAsync();

        first.Should().BeEquivalentTo(new { Enqueued = 1, Refused = 1 });
        second.Should().BeEquivalentTo(new { Kept = 1, Refused = 1 });
        _events.Of<TaskRefused>().Should().ContainSingle().Which.Reason.Should().Be("No builder group for architecture: s390x, task: 12346");
    }

    [Fact]
    public async Task A_refused_task_is_told_again_when_it_comes_back_after_it_was_gone()
    {
        Lists(Some.Build("1", "fedora-20-s390x"));
        await Grabber.RunOnceAsync();
        Lists();
        await Grabber.RunOnceAsync();
        Lists(Some.Build("1", "fedora-20-s390x"));
        await Grabber.RunOnceAsync();

        _events.Of<TaskRefused>().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_failed_fetch_does_nothing_and_is_told()
    {
        var fault = new TaskSourceException(TaskSourceFault.Unreachable, "Error retrieving jobs from http://fe/backend/waiting/: refused");
        _source.OnFetch = _ => throw fault;

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = false, Error = fault, Listed = 0, Cycle = 1 });
        _events.Events.Where(told => told is not RoleChanged { Change: RoleChange.LeadTaken }).Should().ContainSingle().Which.Should()
            .BeOfType<CycleEnded>().Which.Report.Error!.Should()
            .BeSameAs(fault);
    }

    [Fact]
    public async Task Two_new_tasks_and_one_that_cannot_be_routed_are_all_tried()
    {
        Lists(Some.Build("1"), Some.Build("2", "fedora-20-armv7"), Some.Build("3", "fedora-20-s390x"));

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Listed = 3, Enqueued = 2, Refused = 1, ActionsListed = (int?)null });
        _handler.Begun.Items.Should().BeEmpty();
        _events.Of<TaskRefused>().Should().ContainSingle();
    }

    [Fact]
    public async Task Actions_of_an_empty_builds_list_are_handled_in_order_and_not_awaited()
    {
        var release = new TaskCompletionSource();
        _handler.OnHandle = async (_, _) =>
        {
            await release.Task;
            return new ActionOutcome.Done();
        };
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([]))
        {
            Actions = new Listing<ActionListing>.Complete([Listing(1, "a/one"), Listing(2, "a/one")]),
        });

        var report = await Grabber.RunOnceAsync();
        release.SetResult();
        await _reporter.Taken.WaitForCountAsync(2);

        report.ActionsListed.Should().Be(2);
        _handler.Begun.Items.Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_caller_without_a_host_can_wait_for_the_actions_of_its_cycle()
    {
        var release = new TaskCompletionSource();
        _handler.OnHandle = async (_, _) =>
        {
            await release.Task;
            return new ActionOutcome.Done();
        };
        _source.OnFetch = _ => ValueTask.FromResult(
            new TaskSnapshot(new Listing<BuildTask>.Complete([])) { Actions = new Listing<ActionListing>.Complete([Listing(1, "a/one")]) });
        await Grabber.RunOnceAsync();

        var wait = Grabber.WhenActionsEndAsync();

        wait.IsCompleted.Should().BeFalse("the handler still runs");
        release.SetResult();
        await wait;
        _reporter.Taken.Items.Should().ContainSingle();
    }

    [Fact]
    public async Task A_record_without_a_task_id_is_malformed_and_costs_nobody()
    {
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(
            [Some.Build("12345", index: 1)], [new MalformedRecord(0, null, "the record has no `task_id`")])));

        var report = await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Listed = 2, Enqueued = 1, Malformed = 1 });
        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.Builds).Should().ContainSingle();
    }

    [Fact]
    public async Task Actions_are_offered_although_the_builds_list_failed()
    {
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.NoNews(new TaskSourceException(TaskSourceFault.BadStatus, "500")))
        {
            Actions = new Listing<ActionListing>.Complete([Listing(1, "a/one")]),
        });

        var report = await Grabber.RunOnceAsync();
        await _reporter.Taken.WaitForCountAsync(1);

        report.Ok.Should().BeFalse();
    }

    [Fact]
    public async Task A_failing_action_list_stops_no_build_and_is_told()
    {
        var fault = new TaskSourceException(TaskSourceFault.BadStatus, "500");
        _source.OnFetch = _ =>
            ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1")])) { Actions = new Listing<ActionListing>.NoNews(fault) });

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = true, Enqueued = 1, ActionsError = fault });
        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionList).Should().ContainSingle();
    }

    [Fact]
    public async Task The_claim_of_a_task_ends_when_two_lists_an_interval_apart_miss_it_and_then_it_may_come_again()
    {
        Lists(Some.Build("1"));
        await Grabber.RunOnceAsync();
        Lists();
        await Grabber.RunOnceAsync();
        _time.Advance(Interval);
        (await Grabber.RunOnceAsync()).Withdrawn.Should().Be(1);
        _events.Of<TasksWithdrawn>().Should().ContainSingle().Which.TaskIds.Should().Equal("1");
        Popped("0").Should().BeEmpty("a withdrawn task leaves the list");
        Lists(Some.Build("1"));

        (await Grabber.RunOnceAsync()).Held.Should().Be(1, "one list may be out of date");
        _time.Advance(Interval);
        (await Grabber.RunOnceAsync()).Enqueued.Should().Be(1);
    }

    [Fact]
    public async Task A_clock_that_is_put_back_or_forward_ends_no_claim_early_and_keeps_none_late()
    {
        Lists(Some.Build("1"));
        await Grabber.RunOnceAsync();
        Lists();
        await Grabber.RunOnceAsync();
        _time.Jump = TimeSpan.FromHours(1);
        (await Grabber.RunOnceAsync()).Withdrawn.Should().Be(0, "no interval has passed");
        _time.Jump = TimeSpan.FromHours(-2);
        _time.Advance(Interval);

        (await Grabber.RunOnceAsync()).Withdrawn.Should().Be(1);
    }

    [Fact]
    public async Task An_old_frontend_is_told_once()
    {
        _harness.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<CoprJobGrabOptions>>().Value.Frontend.MinimumApiVersion = 4;

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _events.Of<FrontendTooOld>().Should().ContainSingle().Which.Should().BeEquivalentTo(new { Version = 0, Minimum = 4 });
    }

    [Fact]
    public async Task Plan_writes_nothing_runs_nothing_and_tells_nothing()
    {
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1")]))
        {
            Actions = new Listing<ActionListing>.Complete([Listing(1, "a/one")]),
        });

        var plan = await Grabber.PlanAsync();

        plan.Tasks.Should().ContainSingle().Which.Decision.Should().BeOfType<Decision.Enqueue>();
        Popped("0").Should().BeEmpty();
        _events.Events.Should().BeEmpty();
        _handler.Begun.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Callers_of_the_grabber_take_turns()
    {
        var inside = 0;
        var most = 0;
        _source.OnFetch = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            return new TaskSnapshot(new Listing<BuildTask>.Complete([]));
        };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Grabber.RunOnceAsync())));

        most.Should().Be(1);
    }

    [Fact]
    public async Task Whatever_a_part_throws_is_a_failed_cycle_and_the_next_one_runs()
    {
        _source.OnFetch = _ => throw new NotSupportedException("a bug of the host");
        (await Grabber.RunOnceAsync()).Error.Should().BeOfType<NotSupportedException>();
        Lists(Some.Build("1"));

        (await Grabber.RunOnceAsync()).Enqueued.Should().Be(1);
    }

    [Fact]
    public async Task A_cancelled_cycle_throws_and_holds_nobody_up()
    {
        using var stop = new CancellationTokenSource();
        _source.OnFetch = async cancellation =>
        {
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("not reached");
        };

        var run = () => Grabber.RunOnceAsync(stop.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        Lists(Some.Build("1"));
        (await Grabber.RunOnceAsync()).Enqueued.Should().Be(1);
    }

    private static ActionListing Listing(long id, string project) =>
        new(id) { Record = new ActionTask(id, ActionType.Rename) { OldValue = project, NewValue = project } };

    private void Lists(params BuildTask[] tasks) => _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(tasks)));

    private List<string> Popped(string groupId)
    {
        var popped = new List<string>();
        while (_queue.TryPop(groupId, out var envelope))
        {
            popped.Add(BuildTask.Parse(RetaskEnvelope.Read(envelope).Data).TaskId);
        }

        return popped;
    }

    /// <summary>A clock that can be set, beside a time that only passes.</summary>
    private sealed class JumpingTime : FakeTimeProvider
    {
        public TimeSpan Jump { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
