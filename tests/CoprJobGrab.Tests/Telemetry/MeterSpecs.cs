using System.Diagnostics.Metrics;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>Each instrument tells what happened and what is there, in seconds, and with few attributes.</summary>
public sealed class MeterSpecs : IDisposable
{
    private readonly Measured _measured = new();

    public void Dispose() => _measured.Dispose();

    [Fact]
    public async Task A_cycle_tells_what_it_listed_pushed_held_and_refused()
    {
        await using var harness = _measured.Harness(options =>
        {
            options.AddGroup("x86", "x86_64");
            options.Groups[0].Depth = 2;
        });
        harness.List([.. Enumerable.Range(0, 3).Select(number => Some.Build($"{number}")), Some.Build("arm", "fedora-42-aarch64")]);

        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.tasks.listed").Should().Equal("4");
        _measured.Of("coprjobgrab.tasks.refused").Should().Equal("1");
        _measured.Of("coprjobgrab.tasks.held").Should().Equal("1 group=x86 reason=depth");
        _measured.Of("coprjobgrab.tasks.enqueued").Should().Equal("2 group=x86");
        _measured.Of("messaging.client.sent.messages").Should()
            .Equal("2 messaging.destination.name=x86 messaging.operation.name=send messaging.system=retask");
        _measured.Of("coprjobgrab.poll.duration").Should().ContainSingle().Which.Should().EndWith(" outcome=ok");
        _measured.Of("coprjobgrab.role").Should().Equal("1");
        _measured.Of("coprjobgrab.epoch").Should().ContainSingle();
        _measured.Of("coprjobgrab.tasks.requeued").Should().BeEmpty();
    }

    [Fact]
    public async Task The_wait_of_a_task_is_from_its_first_list_to_its_first_push()
    {
        await using var harness = _measured.Harness(options =>
        {
            options.AddGroup("x86", "*", "source");
            options.Groups[0].Depth = 1;
        });
        harness.List(Some.Build("a", "fedora-42-aarch64"));
        await harness.RunCycleAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(10));
        harness.List(Some.Build("a", "fedora-42-aarch64"), Some.Build("b"), Some.Build("c", null));
        await harness.RunCycleAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(7));
        harness.Pop("x86");
        await harness.Grabber.TopUpAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        harness.Pop("x86");
        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.task.wait").Should().Equal(
            "0 architecture=aarch64 group=x86", "7 architecture=x86_64 group=x86", "10 architecture=source group=x86");
    }

    [Fact]
    public async Task The_gauges_of_a_group_are_what_the_poll_observed()
    {
        await using var harness = _measured.Harness();
        harness.List(Some.Build("a"), Some.Build("b"));
        await harness.RunCycleAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(8));
        harness.Pop();

        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.queue.depth").Should().Equal("1 group=0");
        _measured.Of("coprjobgrab.queue.oldest.age").Should().Equal("8 group=0");
        _measured.Of("coprjobgrab.claims").Should().Equal(
            "1 claim.state=waiting group=0", "0 claim.state=leased group=0", "1 claim.state=silent group=0", "0 claim.state=released group=0",
            "0 claim.state=parked group=0");
    }

    [Fact]
    public async Task An_ended_build_is_untold_until_the_frontend_has_taken_its_end()
    {
        await using var harness = _measured.Harness();
        harness.List(Some.Build("a"));
        await harness.RunCycleAsync();
        var (workers, lease, stop) = (harness.Services.GetRequiredService<IWorkerQueue>(), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var taken = await workers.TakeAsync(["0"], 1, lease, stop);
        var ended = await workers.EndAsync([new EndedBuild(taken.Single(), "{}"u8.ToArray())], "teller", lease, stop);
        await harness.RunCycleAsync();
        _measured.Of("coprjobgrab.builds.untold").Should().Equal("1 group=0");

        await workers.FinishAsync([(ended.Single()!, new BuildRelease.Finished())], stop);
        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.builds.untold").Should().Equal("0 group=0");
    }

    [Fact]
    public async Task The_age_of_the_last_good_poll_grows_while_polls_fail_and_their_outcome_says_why()
    {
        await using var harness = _measured.Harness();
        await harness.RunCycleAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        harness.Source.OnFetch = _ => throw new TaskSourceException(TaskSourceFault.BadStatus, "500");
        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.poll.age").Should().Equal("30");
        _measured.Of("coprjobgrab.poll.duration").Should().Equal("0 outcome=ok", "0 outcome=failed error.type=bad_status");
    }

    [Fact]
    public async Task A_list_that_cannot_be_empty_makes_no_poll_fresh()
    {
        await using var harness = _measured.Harness();
        harness.List(Some.Build("a"));
        await harness.RunCycleAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        harness.List();
        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.poll.age").Should().Equal("30");
    }

    [Fact]
    public async Task A_standby_tells_its_role_and_no_gauge_of_what_the_leader_tells()
    {
        await using var harness = _measured.Harness();
        harness.List(Some.Build("a"));
        await harness.RunCycleAsync();
        var events = harness.Services.GetRequiredService<EventHub>();

        events.Emit(new RoleChanged(RoleChange.LeadLost, 1, 2));
        events.Emit(new CycleEnded(new CycleReport { Cycle = 2, Role = GrabberRole.Standby }));

        _measured.Of("coprjobgrab.role").Should().Equal("0");
        foreach (var gauge in new[] { "epoch", "poll.age", "tasks.listed", "tasks.refused", "tasks.held", "queue.depth", "queue.oldest.age", "claims",
            "builds.untold", "reports.outstanding" })
        {
            _measured.Of($"coprjobgrab.{gauge}").Should().BeEmpty(gauge);
        }

        _measured.Of("coprjobgrab.poll.duration").Should().HaveCount(2).And.HaveElementAt(1, "0 outcome=standby");
    }

    [Fact]
    public async Task An_action_runs_and_ends_by_type_and_outcome_and_its_report_is_outstanding_until_it_is_taken()
    {
        var handled = new TaskCompletionSource();
        await using var harness = _measured.Harness(parts: parts => parts.AddActionHandler(async (_, _) =>
        {
            await handled.Task;
            return new ActionOutcome.Failed("no");
        }));
        harness.Reporter.OnReport = (_, _) => throw new HttpRequestException("away");
        harness.ListActions(SomeAction.Whole(7));
        await harness.RunCycleAsync();
        await harness.Events.WaitForAsync<ActionStarted>();
        harness.Time.Advance(TimeSpan.FromSeconds(4));
        _measured.Of("coprjobgrab.actions.running").Should().Equal("1 action.type=create_repo");

        handled.SetResult();
        await harness.Events.WaitForAsync<ReportFailed>();
        await harness.RunCycleAsync();

        _measured.Of("coprjobgrab.actions.running").Should().BeEmpty();
        _measured.Of("coprjobgrab.action.duration").Should().Equal("4 action.type=create_repo outcome=failed");
        _measured.Of("coprjobgrab.reports.outstanding").Should().BeEquivalentTo("1 kind=action", "0 kind=cancel", "0 kind=reschedule");
    }

    [Fact]
    public async Task A_cancel_s_latency_is_from_its_first_list_to_its_decision()
    {
        await using var harness = _measured.Harness();
        harness.List(Some.Build("a"));
        await harness.RunCycleAsync();
        harness.Cancels.Request("a");
        harness.Queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore);
        await harness.RunCancelsAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(5));

        await harness.RunCancelsAsync();

        _measured.Of("coprjobgrab.cancel.latency").Should().Equal("5 outcome=not_running");
        harness.Events.Of<TaskCancelled>().Single().Waited.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_was_mended_is_told_by_kind()
    {
        var store = new InMemoryStore(TimeProvider.System);
        var memory = new InMemoryBuildQueue(store, ["0"]);
        await using (var before = new CoprJobGrabHarness(parts: parts => parts.Services.AddSingleton<IBuildQueue>(memory)))
        {
            before.List(Some.Build("a"), Some.Build("b"));
            await before.RunCycleAsync();
        }

        store.Groups["0"].LoseClaims();
        await using var harness = _measured.Harness(parts: parts => parts.Services.AddSingleton<IBuildQueue>(memory));
        harness.List(Some.Build("a"), Some.Build("b"));
        await harness.RunCycleAsync();
        harness.Services.GetRequiredService<EventHub>().Emit(new QueueStoreLost("0"));
        harness.Services.GetRequiredService<EventHub>().Emit(new ClaimsKept(["a", "b"]));

        _measured.Of("coprjobgrab.repairs").Should().BeEquivalentTo("2 group=0 kind=orphan_adopted", "1 group=0 kind=claims_lost", "2 kind=claim_kept");
    }

    [Fact]
    public void Further_pushes_ends_of_claims_and_losses_are_counted()
    {
        using var meter = new GrabberMeter(_measured, TimeProvider.System);
        var sink = new MeasuringSink(meter);
        sink.Emit(new TasksEnqueued("0", ["a", "b"], IsAgain: true));
        sink.Emit(new TasksWithdrawn("0", ["a"]));
        sink.Emit(new MessagesDropped("LogSink", 3));
        sink.Emit(new MessagesDropped(null, 2));

        _measured.Of("coprjobgrab.tasks.requeued").Should().Equal("2 group=0");
        _measured.Of("coprjobgrab.tasks.withdrawn").Should().Equal("1 group=0");
        _measured.Of("coprjobgrab.events.dropped").Should().Equal("3 sink=LogSink", "2 sink=task_ends");
    }

    [Fact]
    public void A_grabber_with_a_name_tells_it_with_everything()
    {
        using var meter = new GrabberMeter(_measured, TimeProvider.System, "fedora");
        meter.RoleIs(leads: true, 7);
        meter.Sent("0", 1, isAgain: false);

        _measured.Of("coprjobgrab.role").Should().Equal("1 name=fedora");
        _measured.Of("coprjobgrab.epoch").Should().Equal("7 name=fedora");
        _measured.Of("coprjobgrab.tasks.enqueued").Should().Equal("1 group=0 name=fedora");
        _measured.Of("messaging.client.sent.messages").Single().Should().Contain("name=fedora");
    }

    [Fact]
    public async Task A_grabber_that_a_host_adds_with_a_name_tells_it()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IMeterFactory>(_measured);
        services.AddCoprJobGrab("fedora", options =>
        {
            options.Frontend.Url = new Uri("http://127.0.0.1:1/");
            options.AddGroup("0", "*");
        });
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredKeyedService<JobGrabber>("fedora").RunOnceAsync(TestContext.Current.CancellationToken);

        _measured.Of("coprjobgrab.poll.duration").Should().ContainSingle().Which.Should().Contain(" name=fedora outcome=failed");
    }

    // Everything that a cycle that changes nothing tells the meter, and a collection after each.
    [Fact]
    public async Task With_a_thousand_known_tasks_a_listener_costs_at_most_ten_kilobytes_a_cycle()
    {
        string[] chroots = ["fedora-42-x86_64", "fedora-42-aarch64", "fedora-42-ppc64le"];
        await using var harness = _measured.Harness(options =>
        {
            options.AddGroup("x86", "x86_64").AddGroup("arm", "aarch64").AddGroup("power", "ppc64le");
            options.Groups[0].Depth = 100;
        });
        harness.List(Enumerable.Range(0, 1000).Select(number => Some.Build($"{number}", chroots[number % 3])));
        var report = await harness.RunCycleAsync();
        var plan = await harness.Grabber.PlanAsync(TestContext.Current.CancellationToken);
        var meter = harness.Services.GetRequiredService<GrabberMeter>();
        var cycles = Enumerable.Range(0, 20).Select(_ => BytesOf(meter, plan, report)).ToList();

        plan.Tasks.Should().HaveCount(1000);
        cycles.Min().Should().BeInRange(1, 10_000);
    }

    [Fact]
    public async Task Without_a_listener_nothing_is_counted()
    {
        await using var harness = new CoprJobGrabHarness();
        harness.List(Enumerable.Range(0, 1000).Select(number => Some.Build($"{number}")));
        var report = await harness.RunCycleAsync();
        var plan = await harness.Grabber.PlanAsync(TestContext.Current.CancellationToken);
        using var meter = new GrabberMeter(null, TimeProvider.System);

        Enumerable.Range(0, 20).Select(_ => BytesOf(meter, plan, report)).Min().Should().BeLessThan(1_500);
    }

    private long BytesOf(GrabberMeter meter, GrabPlan plan, CycleReport report)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        meter.Observed(plan.Observed);
        meter.Planned(plan);
        meter.HandedOut(plan, []);
        meter.AreOutstanding([("action", 1), ("cancel", 0), ("reschedule", 0)]);
        meter.Polled(report);
        _measured.Collect();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
