using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Leadership;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>What a grabber makes of the lead that it has, has not, or loses in the middle of a cycle.</summary>
public sealed partial class JobGrabberLeadSpecs : IAsyncDisposable
{
    private const long Own = 5, Younger = 9;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RecordingEventSink _events;
    private readonly ScriptedClaimQueue _queue;
    private readonly ScriptedLeadership _leadership;
    private readonly CoprJobGrabHarness _harness;
    private int _fetches;

    public JobGrabberLeadSpecs()
    {
        _queue = new ScriptedClaimQueue(new InMemoryBuildQueue(new InMemoryStore(_time), ["0", "1"]));
        _leadership = new ScriptedLeadership { OnLead = () => Leader(isNew: false) };
        _harness = new CoprJobGrabHarness(
            options => options.AddGroup("0", "x86_64").AddGroup("1", "armv7"),
            builder => builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton<IBuildQueue>(_queue).AddSingleton<ILeadership>(_leadership));
        _events = _harness.Events;
        _harness.Source.OnFetch = _ =>
        {
            _fetches++;
            return ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1"), Some.Build("2", "fedora-20-armv7")]))
            {
                Actions = SomeAction.List(SomeAction.Whole(7)),
            });
        };
    }

    private IEnumerable<(long Epoch, long FencedBy)> LeadsLost => _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadLost)
        .Select(lost => (lost.Epoch, lost.FencedBy));

    private JobGrabber Grabber => _harness.Grabber;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_leader_writes_its_epoch_once_and_before_its_first_observation()
    {
        await Grabber.RunOnceAsync();
        var second = await Grabber.RunOnceAsync();

        second.Should().BeEquivalentTo(new { Ok = true, Role = GrabberRole.Leader });
        _queue.Calls.Should().Equal("lead 5", "observe", "apply", "observe", "apply");
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadTaken).Should().ContainSingle().Which.Epoch.Should().Be(Own);
    }

    [Fact]
    public async Task A_standby_asks_the_frontend_for_nothing_and_says_once_that_it_stands_by()
    {
        _leadership.OnLead = () => new Lead.Standby(Younger);

        var report = await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = true, Role = GrabberRole.Standby, Listed = 0 });
        _queue.Calls.Should().OnlyContain(call => call == "look");
        _fetches.Should().Be(0);
        _events.Events.Where(told => told is not CycleEnded { Report.Ok: true }).Should().ContainSingle().Which.Should()
            .BeOfType<RoleChanged>().Which.Change.Should().Be(RoleChange.StandingBy);
    }

    [Fact]
    public async Task A_standby_looks_at_the_queues_at_once_and_again_after_two_hundred_times_what_that_took()
    {
        _leadership.OnLead = () => new Lead.Standby(Younger);
        _queue.OnLooked = state =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return state;
        };

        await Grabber.RunOnceAsync();
        _time.Advance(TimeSpan.FromSeconds(9.999));
        await Grabber.RunOnceAsync();
        _queue.Calls.Should().Equal("look");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Grabber.RunOnceAsync();

        _queue.Calls.Should().Equal("look", "look");
    }

    [Fact]
    public async Task A_standby_does_not_look_while_the_store_has_lost_the_lead()
    {
        _leadership.OnLead = () => new Lead.Standby(Younger) { StoreIsLost = true };
        await Grabber.RunOnceAsync();
        _queue.Calls.Should().BeEmpty();

        _leadership.OnLead = () => new Lead.Standby(Younger);
        await Grabber.RunOnceAsync();

        _queue.Calls.Should().Equal("look");
    }

    [Fact]
    public async Task A_standby_that_may_not_look_tells_it_and_tries_again_later()
    {
        _leadership.OnLead = () => new Lead.Standby(Younger);
        _queue.OnLooked = _ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            throw new BuildQueueException("refused");
        };

        var first = await Grabber.RunOnceAsync();
        var second = await Grabber.RunOnceAsync();

        first.Should().BeEquivalentTo(new { Role = GrabberRole.Standby, Ok = false });
        second.Ok.Should().BeTrue();
    }

    [Fact]
    public async Task A_lead_that_was_taken_in_a_store_that_lost_it_tells_the_queue_before_it_writes_its_epoch()
    {
        _leadership.OnLead = () => new Lead.Leader(Own, IsNew: false, _time.GetUtcNow()) { AfterLoss = true };

        await Grabber.RunOnceAsync();

        _queue.Calls.Should().Equal("went back", "lead 5", "observe", "apply");
    }

    [Fact]
    public async Task One_that_is_fenced_when_it_begins_to_lead_stands_down_before_it_looks_at_anything()
    {
        _queue.OnLead = epoch => throw new FencedException("1", epoch, Younger);

        AssertStoodDown(await Grabber.RunOnceAsync());

        _queue.Calls.Should().Equal("lead 5");
        _fetches.Should().Be(0);
        await AssertStandsByAsync();
    }

    [Fact]
    public async Task One_that_is_fenced_when_it_observes_stands_down_before_it_asks_the_frontend()
    {
        _queue.OnObserve = () => throw new FencedException("1", Own, Younger);

        AssertStoodDown(await Grabber.RunOnceAsync());

        _queue.Calls.Should().Equal("lead 5", "observe");
        _fetches.Should().Be(0);
        await AssertStandsByAsync();
    }

    [Fact]
    public async Task One_that_is_fenced_when_it_writes_stands_down_and_tells_what_other_groups_had_taken_before()
    {
        _queue.OnApplied = applied => [applied.Single(group => group.GroupId == "0"), new GroupResult("1") { FencedBy = Younger }];

        AssertStoodDown(await Grabber.RunOnceAsync());

        _events.Of<TasksEnqueued>(told => !told.IsAgain).Should().ContainSingle().Which.TaskIds.Should().Equal("1");
        await AssertStandsByAsync();
    }

    [Fact]
    public async Task Of_several_groups_that_fence_the_youngest_epoch_counts()
    {
        _queue.OnApplied = _ => [new GroupResult("0") { FencedBy = Younger }, new GroupResult("1") { FencedBy = Younger + 3 }];

        await Grabber.RunOnceAsync();

        _leadership.StoodDown.Items.Should().Equal(Younger + 3);
    }

    [Fact]
    public async Task A_store_that_has_lost_the_epoch_fails_the_cycle_because_nobody_else_does_its_work_and_the_lead_is_taken_anew()
    {
        await Grabber.RunOnceAsync();
        _queue.OnObserve = () => throw new FencedException("0", Own, 0);

        var lost = await Grabber.RunOnceAsync();
        _queue.OnObserve = () => { };
        _leadership.OnLead = () => Leader(isNew: true, Own + 1);
        var next = await Grabber.RunOnceAsync();

        lost.Error.Should().BeOfType<FencedException>();
        _leadership.StoodDown.Items.Should().Equal(0);
        LeadsLost.Should().Equal((Own, 0));
        next.Should().BeEquivalentTo(new { Ok = true, Role = GrabberRole.Leader });
        _queue.Calls.Should().EndWith(["lead 6", "observe", "apply"]);
    }

    [Fact]
    public async Task An_epoch_that_could_not_be_written_is_written_by_the_next_cycle_although_its_lead_is_not_new_any_more()
    {
        _leadership.OnLead = () => Leader(isNew: true);
        _queue.OnLead = _ => throw new BuildQueueException("the store is away");

        var failed = await Grabber.RunOnceAsync();
        _leadership.OnLead = () => Leader(isNew: false);
        _queue.OnLead = _ => { };
        var next = await Grabber.RunOnceAsync();

        failed.Error.Should().BeOfType<BuildQueueException>();
        failed.Role.Should().Be(GrabberRole.Leader);
        next.Ok.Should().BeTrue();
        _queue.Calls.Should().Equal("lead 5", "lead 5", "observe", "apply");
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadTaken).Should().ContainSingle("it is one lead");
    }

    [Fact]
    public async Task One_that_cannot_ask_who_leads_does_nothing_and_does_not_count_as_a_leader()
    {
        await Grabber.RunOnceAsync();
        _leadership.OnLead = () => throw new BuildQueueException("the store is away");

        var report = await Grabber.RunOnceAsync();

        report.Should().BeEquivalentTo(new { Ok = false, Role = GrabberRole.Standby });
        _queue.Calls.Should().Equal("lead 5", "observe", "apply");
    }

    [Fact]
    public async Task A_leader_that_becomes_a_standby_between_two_cycles_says_both()
    {
        await Grabber.RunOnceAsync();
        _leadership.OnLead = () => new Lead.Standby(Younger);

        await Grabber.RunOnceAsync();

        LeadsLost.Should().Equal((Own, Younger));
        _events.Events.Where(told => told is not CycleEnded { Report.Ok: true }).TakeLast(2).Cast<RoleChanged>().Select(told => told.Change).Should()
            .Equal(RoleChange.LeadLost, RoleChange.StandingBy);
    }

    [Fact]
    public async Task No_action_starts_before_those_of_a_predecessor_must_have_ended()
    {
        _leadership.Lasting = Own;
        var from = _time.GetUtcNow() + TimeSpan.FromHours(1);
        _leadership.OnLead = () => new Lead.Leader(Own, false, from);

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        await CycleWithActionsAsync();
        _harness.Handler.Begun.Items.Should().BeEmpty();

        _time.Advance(TimeSpan.FromSeconds(1));
        await CycleWithActionsAsync();
        _harness.Handler.Ended.Items.Should().Equal(7);
    }

    [Fact]
    public async Task No_action_starts_when_the_lead_is_over_by_the_own_clock_whoever_listed_it()
    {
        await CycleWithActionsAsync();
        _harness.Handler.Begun.Items.Should().BeEmpty();

        _leadership.Lasting = Own;
        await CycleWithActionsAsync();
        _harness.Handler.Ended.Items.Should().Equal(7);
    }

    private static Lead.Leader Leader(bool isNew, long epoch = Own) => new(epoch, isNew, DateTimeOffset.MinValue);

    private async Task CycleWithActionsAsync()
    {
        (await Grabber.RunOnceAsync()).Ok.Should().BeTrue();
        await Grabber.WhenActionsEndAsync();
    }

    /// <summary>It says so to the lead, in an event and in the report, and it is no failure: another one does the work.</summary>
    private void AssertStoodDown(CycleReport report)
    {
        report.Should().BeEquivalentTo(new { Ok = true, Role = GrabberRole.Standby, Listed = 0 });
        _leadership.StoodDown.Items.Should().Equal(Younger);
        LeadsLost.Should().Equal((Own, Younger));
        _events.Of<CycleEnded>(ended => !ended.Report.Ok).Should().BeEmpty();
    }

    private async Task AssertStandsByAsync()
    {
        var calls = _queue.Calls.ToList();
        _leadership.OnLead = () => new Lead.Standby(Younger);

        (await Grabber.RunOnceAsync()).Role.Should().Be(GrabberRole.Standby);

        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.StandingBy).Should().ContainSingle();
        _queue.Calls.Should().Equal([.. calls, "look"], "it writes nothing");
    }
}
