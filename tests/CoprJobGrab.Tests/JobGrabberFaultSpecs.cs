using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>One cycle whose parts fail, in the middle and beside a stop.</summary>
public sealed class JobGrabberFaultSpecs : IAsyncDisposable
{
    private readonly ScriptedBuildQueue _queue = new(new InMemoryBuildQueue(["0", "1"]));
    private readonly CoprJobGrabHarness _harness;
    private readonly ScriptedTaskSource _source;
    private readonly RecordingEventSink _events;

    public JobGrabberFaultSpecs()
    {
        _harness = new CoprJobGrabHarness(
            options => options.AddGroup("0", "x86_64").AddGroup("1", "armv7"), builder => builder.Services.AddSingleton<IBuildQueue>(_queue));
        (_source, _events) = (_harness.Source, _harness.Events);
        _harness.List(Some.Build("1"), Some.Build("2", "fedora-20-armv7"));
    }

    private JobGrabber Grabber => _harness.Grabber;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_group_that_fails_fails_the_cycle_in_part_and_the_other_group_is_served_and_told()
    {
        var fault = new BuildQueueException("group 1 is away");
        _queue.OnApplied = applied => [applied.Single(group => group.GroupId == "0"), new GroupResult("1") { Error = fault }];

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = false, Partial = true, Error = fault });
        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.Group).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Id = "1", Error = fault });
        _events.Of<TasksEnqueued>(told => !told.IsAgain).Should().ContainSingle().Which.TaskIds.Should().Equal("1");
    }

    [Fact]
    public async Task Groups_that_all_fail_are_all_named_and_the_cycle_has_failed_whole()
    {
        _queue.OnApplied = _ => [new GroupResult("0") { Error = new BuildQueueException("0 is away.") }, new GroupResult("1") { Stale = true }];

        var report = await Grabber.RunOnceAsync();

        report.Partial.Should().BeFalse();
        report.Error!.Message.Should().Contain("0 is away.").And.Contain("'1' were lost or replaced");
        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.Group).Select(failed => failed.Id).Should().Equal("0", "1");
    }

    [Fact]
    public async Task Whatever_fails_because_of_a_cancellation_is_a_cancellation()
    {
        using var stop = new CancellationTokenSource();
        _source.OnFetch = async _ =>
        {
            await stop.CancelAsync();
            throw new IOException("the connection was closed under it");
        };

        var run = () => Grabber.RunOnceAsync(stop.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        _events.Of<CycleEnded>(ended => !ended.Report.Ok).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_pushed_before_a_cancellation_is_told()
    {
        using var stop = new CancellationTokenSource();
        _queue.OnApplied = applied =>
        {
            stop.Cancel();
            return applied;
        };

        var run = () => Grabber.RunOnceAsync(stop.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        _events.Of<TasksEnqueued>(told => !told.IsAgain).SelectMany(pushed => pushed.TaskIds).Should().BeEquivalentTo("1", "2");
    }

    [Fact]
    public async Task A_plan_that_was_asked_for_does_not_change_with_later_cycles()
    {
        var plan = await Grabber.PlanAsync();

        await Grabber.RunOnceAsync();

        plan.Observed.Claims.Should().BeEmpty();
    }

    [Fact]
    public async Task A_frontend_that_is_down_is_told_by_the_failed_cycle_alone()
    {
        var fault = new TaskSourceException(TaskSourceFault.Unreachable, "refused");
        _harness.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<CoprJobGrabOptions>>().Value.Frontend.MinimumApiVersion = 4;
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.NoNews(fault))
        {
            Actions = new Listing<ActionListing>.NoNews(fault),
        });

        await Grabber.RunOnceAsync();

        _events.Events.Where(told => told is not RoleChanged { Change: RoleChange.LeadTaken }).Should().ContainSingle().Which.Should().BeOfType<CycleEnded>();
    }

    [Fact]
    public async Task A_record_of_the_action_list_that_cannot_be_used_is_told_once()
    {
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([]))
        {
            Actions = new Listing<ActionListing>.Complete([], [new MalformedRecord(0, null, "the record has no `id`")]),
        });

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.Actions).Should().ContainSingle("it is told once");
    }

    [Fact]
    public async Task A_repeated_id_is_told_once_while_it_is_listed_twice()
    {
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1"), Some.Build("1", index: 1)])));

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _events.Of<RecordUnusable>(unusable => unusable.IsRepeated).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Id = "1", Index = 1 });
    }

    [Fact]
    public async Task A_store_that_lost_its_claims_is_told_once()
    {
        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();
        _events.Of<QueueStoreLost>().Should().BeEmpty();
        _queue.Inner = new InMemoryBuildQueue(["0", "1"]);

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _events.Of<QueueStoreLost>().Select(lost => lost.GroupId).Should().BeEquivalentTo("0", "1");
    }
}
