using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>What an operator can ask of any grabber at the store, and what the grabber that leads makes of it.</summary>
public sealed class JobGrabberOperatorSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(26);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryStore _store;
    private readonly ScriptedTaskSource _source = new();
    private readonly RecordingEventSink _events = new();
    private readonly List<ServiceProvider> _services = [];
    private readonly InMemoryBuildQueue _queue;
    private readonly (JobGrabber Grabber, IJobGrabOperator Operator) _leader;
    private readonly (JobGrabber Grabber, IJobGrabOperator Operator) _other;

    public JobGrabberOperatorSpecs()
    {
        _store = new InMemoryStore(_time);
        _queue = new InMemoryBuildQueue(_store, ["0", "1"]);
        _leader = Grabber(_queue);
        _other = Grabber(new InMemoryBuildQueue(_store, ["0"]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
        {
            await services.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_task_that_is_handed_out_as_often_as_allowed_is_parked_and_told_once_with_its_reason()
    {
        await ParkAsync("a");
        var report = await CycleAsync();

        (await _other.Operator.ParkedAsync()).Claims.Should().ContainSingle().Which.Should()
            .Match<Claim>(claim => claim.TaskId == "a" && claim.ParkedBecause!.Contains("3 times"));
        _events.Of<TaskParked>().Should().ContainSingle().Which.Should().Match<TaskParked>(told => told.TaskId == "a" && told.Reason.Contains("3 times"));
        _events.Of<TasksEnqueued>(told => told.IsAgain).Should().HaveCount(2).And.OnlyContain(told => told.GroupId == "0" && told.TaskIds.Single() == "a");
        report.Parked.Should().Be(1);
    }

    [Fact]
    public async Task A_parked_task_that_another_process_releases_is_handed_out_again_with_all_of_its_attempts()
    {
        await ParkAsync("a");

        (await _other.Operator.ReleaseParkedAsync("a")).Should().BeTrue();

        (await _leader.Operator.ParkedAsync()).Claims.Should().BeEmpty();
        (await _leader.Operator.ReleaseParkedAsync("a")).Should().BeFalse("it is released already");
        (await CycleAsync()).Requeued.Should().Be(1);
        Pop("0").Should().Be("a");
        (await ClaimAsync("a")).Attempt.Should().Be(1);
    }

    [Fact]
    public async Task A_task_that_is_not_parked_is_not_released()
    {
        Lists("a");
        await CycleAsync();

        (await _other.Operator.ReleaseParkedAsync("a")).Should().BeFalse();
        (await _other.Operator.ReleaseParkedAsync("nobody's")).Should().BeFalse();

        (await CycleAsync()).Should().BeEquivalentTo(new { Kept = 1, Requeued = 0 });
    }

    [Fact]
    public async Task What_is_forgotten_is_what_silent_workers_have_and_it_costs_no_attempt()
    {
        await ParkAsync("parked");
        Lists("parked", "silent", "leased", "waits", "elsewhere@1");
        await CycleAsync();
        (Pop("0"), Pop("0"), Pop("1")).Should().Be(("silent", "leased", "elsewhere@1"));
        await LeaseAsync("leased");

        (await _other.Operator.ForgetAsync("0", dryRun: true)).Should().Be(1);
        (await _other.Operator.ForgetTaskAsync("silent", dryRun: true)).Should().BeTrue();
        (await _other.Operator.ForgetTaskAsync("leased", dryRun: true)).Should().BeFalse();
        (await CycleAsync()).Should().BeEquivalentTo(new { Requeued = 0, Kept = 4, Parked = 1 });

        (await _other.Operator.ForgetAsync("0")).Should().Be(1);

        (await CycleAsync()).Should().BeEquivalentTo(new { Requeued = 1, Kept = 3, Parked = 1 });
        (Pop("0"), Pop("0"), Pop("0"), Pop("1")).Should().Be(("waits", "silent", null, null));
        (await ClaimAsync("silent")).Attempt.Should().Be(1);
    }

    [Fact]
    public async Task To_forget_a_group_that_nobody_knows_is_refused_with_the_names_of_those_that_are_known()
    {
        await CycleAsync();

        foreach (var forget in new[] { () => _other.Operator.ForgetAsync("7"), () => Mistyped().Operator.ForgetAsync("7") })
        {
            (await forget.Should().ThrowAsync<OperationRefusedException>()).WithMessage("*'7'*nothing was forgotten*0, 1*");
        }
    }

    [Fact]
    public async Task A_group_that_cannot_be_observed_is_said_to_be_unseen_and_nothing_is_said_of_its_tasks()
    {
        await ParkAsync("a");
        var away = new BuildQueueException("group 1 is away");
        var faults = new Dictionary<string, BuildQueueException> { ["1"] = away };
        var grabber = Grabber(new ScriptedClaimQueue(_queue) { OnLooked = state => state with { Faults = faults } }).Operator;

        var parked = await grabber.ParkedAsync();

        parked.Claims.Should().ContainSingle().Which.TaskId.Should().Be("a");
        parked.Unseen.Should().ContainSingle().Which.Should().BeEquivalentTo(KeyValuePair.Create("1", away));
        (await grabber.Awaiting(one => one.ReleaseParkedAsync("b")).Should().ThrowAsync<BuildQueueException>("it may be parked in the group that is away"))
            .Which.Should().Be(away);
        (await grabber.Awaiting(one => one.ForgetAsync("1")).Should().ThrowAsync<BuildQueueException>()).Which.Should().Be(away);
        (await grabber.ReleaseParkedAsync("a")).Should().BeTrue();
        (await grabber.ForgetAsync("0")).Should().Be(0);
        (await grabber.Awaiting(one => one.ForgetTaskAsync("b")).Should().ThrowAsync<BuildQueueException>("a worker of the group that is away may have it"))
            .Which.Should().Be(away);
    }

    [Fact]
    public async Task A_group_that_this_process_has_not_configured_can_be_forgotten_too()
    {
        Lists("a@1");
        await CycleAsync();
        Pop("1");

        (await _other.Operator.ForgetAsync("1")).Should().Be(1);
    }

    [Fact]
    public async Task Taken_tasks_that_lists_miss_and_have_again_are_kept_and_told_and_one_that_began_anew_can_be_forgotten_by_another_process()
    {
        Lists("a", "b");
        await CycleAsync();
        while (Pop("0") is not null)
        {
        }

        Lists();
        for (var list = 0; list < 9; list++)
        {
            await CycleAsync();
        }

        Lists("a", "b");
        (await CycleAsync()).Should().Match<CycleReport>(report => report.Kept == 2 && report.Enqueued == 0);
        await CycleAsync();

        _events.Of<ClaimsKept>().Should().ContainSingle().Which.TaskIds.Should().Equal("a", "b");
        _events.Of<TasksWithdrawn>().Should().BeEmpty();
        (await _other.Operator.ForgetTaskAsync("b")).Should().BeTrue();
        (await CycleAsync()).Should().Match<CycleReport>(report => report.Kept == 1 && report.Requeued == 1);
        (await _other.Operator.ForgetTaskAsync("b")).Should().BeFalse("it waits");
        (await _other.Operator.ForgetTaskAsync("c")).Should().BeFalse("nobody knows it");
    }

    [Fact]
    public async Task One_that_led_and_leads_no_more_can_still_be_asked_and_plans_for_those_who_look()
    {
        await ParkAsync("a");
        await _other.Grabber.RunOnceAsync();

        (await _leader.Operator.ParkedAsync()).Claims.Should().ContainSingle();
        (await _leader.Grabber.PlanAsync()).Tasks.Should().ContainSingle().Which.Decision.Should().BeOfType<Decision.Park>();
    }

    [Fact]
    public async Task More_parked_tasks_than_anybody_reads_are_told_by_their_number()
    {
        await ParkAsync([.. Enumerable.Range(0, 120).Select(number => $"{number:000}")]);

        _events.Of<TaskParked>().Should().HaveCount(101);
        _events.Of<TaskParked>().Last().Reason.Should().Contain("20 more tasks");
    }

    [Fact]
    public async Task A_queue_of_the_hosts_own_cannot_be_asked_and_says_so()
    {
        var grabber = Grabber(new ScriptedBuildQueue(_queue)).Operator;

        foreach (var ask in new Func<Task>[] { () =>
            grabber.ParkedAsync(), () => grabber.ReleaseParkedAsync("a"), () => grabber.ForgetAsync("0"), () => grabber.ForgetTaskAsync("a") })
        {
            (await ask.Should().ThrowAsync<OperationRefusedException>()).WithMessage("*ScriptedBuildQueue*");
        }
    }

    /// <summary>A grabber whose configuration has a group that no other one has.</summary>
    private (JobGrabber Grabber, IJobGrabOperator Operator) Mistyped() => Grabber(new InMemoryBuildQueue(_store, ["7"]));

    private (JobGrabber Grabber, IJobGrabOperator Operator) Grabber(IBuildQueue queue)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddSingleton<ITaskSource>(_source).AddSingleton(queue)
            .AddSingleton<IBuildRouter>(new ById());
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64").AddGroup("1", "aarch64")).AddEventSink(_events);
        _services.Add(services.BuildServiceProvider());
        return (_services[^1].GetRequiredService<JobGrabber>(), _services[^1].GetRequiredService<IJobGrabOperator>());
    }

    private void Lists(params string[] taskIds) =>
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([.. taskIds.Select(id => Plans.Task(id))])));

    private async Task<CycleReport> CycleAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        var report = await _leader.Grabber.RunOnceAsync();
        report.Error.Should().BeNull();
        return report;
    }

    /// <summary>Hands tasks out to workers that are lost, as often as it is allowed.</summary>
    private async Task ParkAsync(params string[] taskIds)
    {
        Lists(taskIds);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await CycleAsync();
            taskIds.Select(_ => Pop("0")).Should().BeEquivalentTo(taskIds);
            await CycleAsync();
            _time.Advance(Patience);
        }

        await CycleAsync();
    }

    private string? Pop(string groupId) => _queue.TryPop(groupId, out var envelope) ? BuildTask.Parse(RetaskEnvelope.Read(envelope).Data).TaskId : null;

    private async Task<Claim> ClaimAsync(string taskId) => (await _queue.LookAsync(CancellationToken.None)).Claims[taskId];

    private async Task LeaseAsync(string taskId)
    {
        var claim = await ClaimAsync(taskId);
        _store.Group(claim.GroupId).Marks[taskId] = ClaimMark.LeaseOf(claim.Urn, claim.Attempt, _store.Now + Patience);
    }

    private sealed class ById : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) =>
            new RouteDecision.ToGroup(task.TaskId.EndsWith("@1", StringComparison.Ordinal) ? "1" : "0", "as its id says");
    }
}
