using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>The status comes from the store alone: any process at it can tell, whatever the one that leads does.</summary>
public sealed class StatusSpecs(RedisFixture fixture) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly RedisKey Leader = "cjg:leader";

    private readonly List<CoprJobGrabHarness> _all = [];
    private IDatabase _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await fixture.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var harness in _all)
        {
            await harness.DisposeAsync();
        }
    }

    [Fact]
    public async Task Where_nobody_has_led_there_is_no_leader_and_the_configured_groups_are_empty()
    {
        var status = await Operator(OnRedis()).StatusAsync();

        status.Should().BeEquivalentTo(new { Leader = default(LeaderStatus), LastPoll = default(DateTimeOffset?), Unknown = default(string) });
        status.Groups.Should().BeEquivalentTo([new GroupStatus("0", 0, 0, 0)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_group_that_is_only_configured_is_not_known_until_it_is_led_and_one_that_was_led_stays_known_without_the_registry(bool onRedis)
    {
        var grabber = onRedis ? OnRedis() : Kept(new CoprJobGrabHarness());
        var before = await Operator(grabber).StatusAsync();
        await grabber.RunCycleAsync();
        await _redis.KeyDeleteAsync("cjg:groups");

        var after = await Operator(onRedis ? OnRedis(options => options.AddGroup("0", "*").AddGroup("7", "s390x")) : grabber).StatusAsync();

        before.Groups.Should().ContainSingle().Which.IsKnown.Should().BeFalse();
        after.Groups.Should().Contain(group => group.GroupId == "0" && group.IsKnown);
        after.Groups.Where(group => group.GroupId == "7").Should().NotContain(group => group.IsKnown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_status_has_the_lead_the_last_poll_the_rules_and_the_counts_of_each_group(bool onRedis)
    {
        var grabber = onRedis ? OnRedis(Limited) : Kept(new CoprJobGrabHarness(Limited));
        grabber.List(Task("1"), Task("2"), Task("3"));
        (await grabber.RunCycleAsync()).Ok.Should().BeTrue();

        var status = await Operator(onRedis ? OnRedis() : grabber).StatusAsync();

        status.Leader.Should().BeEquivalentTo(new { Lasts = true, Since = status.At }, as_ => as_
            .Using<DateTimeOffset>(since => since.Subject.Should().BeCloseTo(status.At, TimeSpan.FromSeconds(20))).WhenTypeIs<DateTimeOffset>());
        status.Leader!.Holder.Should().NotBeEmpty();
        status.Leader.Epoch.Should().BePositive();
        status.LastPoll.Should().BeCloseTo(status.At, TimeSpan.FromSeconds(20));
        status.Unknown.Should().BeNull();
        status.Rules.Should().Contain("Scheduling:Limits:Total", "2");
        status.RulesInCode.Should().BeEmpty();
        var group = status.Groups.Should().ContainSingle().Subject;
        group.Should().BeEquivalentTo(new { GroupId = "0", Waiting = 2, Taken = 0, Parked = 0, Fault = default(string) });
        group.Held.Should().BeEquivalentTo(new Dictionary<string, int> { ["limit total"] = 1 });
        group.Oldest.Should().BeCloseTo(TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Between_two_cycles_the_counts_are_those_of_the_moment_and_what_was_held_is_that_of_the_poll()
    {
        var grabber = OnRedis(Limited);
        grabber.List(Task("1"), Task("2"), Task("3"));
        await grabber.RunCycleAsync();
        await _redis.ListRightPopAsync("retaskqueue-copr-be-0");

        (await GroupAsync()).Should().BeEquivalentTo(new { Waiting = 1, Taken = 1, Held = new Dictionary<string, int> { ["limit total"] = 1 } });

        await _redis.ListRightPopAsync("retaskqueue-copr-be-0");
        (await GroupAsync()).Should().BeEquivalentTo(new { Waiting = 0, Taken = 2, Oldest = default(TimeSpan?) });
    }

    [Fact]
    public async Task In_memory_the_counts_are_those_of_the_moment_too()
    {
        var grabber = Kept(new CoprJobGrabHarness());
        grabber.List(Task("1"), Task("2"));
        await grabber.RunCycleAsync();
        grabber.Time.Advance(TimeSpan.FromSeconds(7));
        grabber.Pop();

        var status = await Operator(grabber).StatusAsync();

        status.LastPoll.Should().Be(status.At - TimeSpan.FromSeconds(7));
        status.Groups.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Waiting = 1, Taken = 1, Parked = 0, Oldest = TimeSpan.FromSeconds(7), Fault = default(string) });
    }

    [Fact]
    public async Task A_parked_task_is_counted_as_such_until_it_is_released()
    {
        var grabber = OnRedis();
        grabber.List(Task("1"), Task("2"));
        await grabber.RunCycleAsync();
        await _redis.ListRightPopAsync("retaskqueue-copr-be-0");
        await ParkAsync("1");
        await grabber.RunCycleAsync();

        (await GroupAsync()).Should().BeEquivalentTo(new { Waiting = 1, Taken = 0, Parked = 1 });
        await Operator(grabber).ReleaseParkedAsync("1");
        (await GroupAsync()).Should().BeEquivalentTo(new { Waiting = 1, Taken = 0, Parked = 0 });
    }

    [Fact]
    public async Task A_failed_poll_leaves_the_last_successful_one_and_a_lead_that_was_given_up_lasts_no_more()
    {
        var grabber = OnRedis();
        await grabber.RunCycleAsync();
        var before = await Operator(OnRedis()).StatusAsync();

        grabber.Source.OnFetch = _ => throw new IOException("gone");
        await grabber.RunCycleAsync();
        var after = await Operator(OnRedis()).StatusAsync();
        await grabber.DisposeAsync();
        var ended = await Operator(OnRedis()).StatusAsync();

        after.Should().BeEquivalentTo(new { before.LastPoll, before.Leader });
        ended.Should().BeEquivalentTo(new { before.LastPoll, Leader = before.Leader! with { Lasts = false } });
    }

    [Fact]
    public async Task A_deposed_leader_does_not_tell_over_its_successor()
    {
        var (one, two) = (OnRedis(), OnRedis());
        await one.RunCycleAsync();
        (await two.RunCycleAsync()).Role.Should().Be(GrabberRole.Standby);
        one.Source.OnFetch = async _ =>
        {
            // In mid-poll another one takes the lead, and polls.
            await _redis.HashSetAsync(Leader, "until", 0);
            (await two.RunCycleAsync()).Role.Should().Be(GrabberRole.Leader);
            return new TaskSnapshot(new Listing<BuildTask>.Complete([]));
        };
        await one.RunCycleAsync();

        var status = await Operator(OnRedis()).StatusAsync();

        status.Unknown.Should().BeNull("the record is that of the lead that lasts");
        $"{await _redis.HashGetAsync(Leader, "status")}".Should().Contain($"\"epoch\":{status.Leader!.Epoch}");
    }

    [Theory]
    [InlineData("""{"v":2,"anything":[]}""", "version 2")]
    [InlineData("""{"v":1,"epoch":"x"}""", "cannot be read")]
    [InlineData("]", "cannot be read")]
    [InlineData(null, "has told of no successful poll")]
    public async Task What_cannot_be_read_is_said_and_the_rest_is_told_all_the_same(string? told, string expected)
    {
        var grabber = OnRedis();
        grabber.List(Task("1"));
        await grabber.RunCycleAsync();
        await (told is null ? _redis.HashDeleteAsync(Leader, "status") : _redis.HashSetAsync(Leader, "status", told));

        var status = await Operator(OnRedis()).StatusAsync();

        status.Unknown.Should().Contain(expected);
        status.Leader.Should().NotBeNull();
        status.LastPoll.Should().BeNull();
        status.Groups.Should().ContainSingle().Which.Waiting.Should().Be(1);
    }

    [Fact]
    public async Task After_a_leader_that_tells_nothing_the_last_poll_is_said_to_be_of_a_lead_before()
    {
        await OnRedis().RunCycleAsync();
        await _redis.HashIncrementAsync(Leader, "epoch");

        var status = await Operator(OnRedis()).StatusAsync();

        status.Unknown.Should().Contain("a lead before");
        status.LastPoll.Should().NotBeNull();
        status.Leader!.Since.Should().BeNull("an earlier version does not say it");
    }

    [Fact]
    public async Task The_rules_that_are_code_are_named()
    {
        var grabber = OnRedis(parts: builder => builder.UsePriority((_, _, _) => 1).AddLimit("mine", _ => "all", 3).UseRouter<EverythingToZero>());
        await grabber.RunCycleAsync();

        (await Operator(OnRedis()).StatusAsync()).RulesInCode.Should().BeEquivalentTo(["the host's priorities", "the host's limit mine", "the router"]);
    }

    [Fact]
    public async Task A_cycle_that_waits_for_the_frontend_is_not_waited_for()
    {
        var (onRedis, inMemory) = (OnRedis(), Kept(new CoprJobGrabHarness()));
        foreach (var grabber in new[] { onRedis, inMemory })
        {
            grabber.List(Task("1"));
            await grabber.RunCycleAsync();
            var hang = new TaskCompletionSource<TaskSnapshot>();
            grabber.Source.OnFetch = _ => new(hang.Task);
            var cycle = grabber.RunCycleAsync();

            (await Operator(grabber).StatusAsync()).Groups.Should().ContainSingle().Which.Waiting.Should().Be(1);

            hang.SetException(new IOException("gone"));
            await cycle;
        }
    }

    [Fact]
    public async Task A_group_that_cannot_be_counted_says_why_and_has_the_numbers_of_the_last_poll()
    {
        var grabber = OnRedis(options => options.AddGroup("0", "*").AddGroup("1", "arch1"));
        grabber.List(Task("1"));
        await grabber.RunCycleAsync();
        await _redis.KeyDeleteAsync("retaskqueue-copr-be-0");
        await _redis.StringSetAsync("retaskqueue-copr-be-0", "no list");

        var status = await Operator(OnRedis()).StatusAsync();

        status.Groups[0].Should().BeEquivalentTo(new { GroupId = "0", Waiting = 1 });
        status.Groups[0].Fault.Should().Contain("retaskqueue-copr-be-0");
        status.Groups[1].Fault.Should().BeNull();
    }

    [Fact]
    public async Task The_record_grows_with_groups_and_reasons_and_has_no_task_and_no_owner()
    {
        var grabber = OnRedis(Limited);
        grabber.List(Enumerable.Range(0, 2000).Select(id => Task($"task-{id}")));
        await grabber.RunCycleAsync();

        var record = $"{await _redis.HashGetAsync(Leader, "status")}";

        record.Length.Should().BeLessThan(300);
        record.Should().NotContain("task-").And.Contain("\"limit total\":1998");
    }

    /// <summary>As a leader does it that has handed the task out too often.</summary>
    private async Task ParkAsync(string taskId)
    {
        var claim = $"{await _redis.HashGetAsync("cjg:{retaskqueue-copr-be-0}:claims", taskId)}";
        await _redis.HashSetAsync("cjg:{retaskqueue-copr-be-0}:claims", taskId, claim[..^1] + ",\"parked\":\"too often\"}");
        await _redis.HashIncrementAsync("cjg:{retaskqueue-copr-be-0}:meta", "version");
    }

    private static void Limited(CoprJobGrabOptions options) => options.AddGroup("0", "*").Scheduling.Limits.Total = 2;

    private static BuildTask Task(string id) => Plans.Task(id);

    private static IJobGrabOperator Operator(CoprJobGrabHarness harness) => harness.Services.GetRequiredService<IJobGrabOperator>();

    private async Task<GroupStatus> GroupAsync() => (await Operator(OnRedis()).StatusAsync()).Groups.Single();

    private CoprJobGrabHarness OnRedis(Action<CoprJobGrabOptions>? configure = null, Action<ICoprJobGrabBuilder>? parts = null) =>
        Kept(new CoprJobGrabHarness(configure, builder =>
        {
            builder.UseRedis(fixture.Server.Address);
            parts?.Invoke(builder);
        }));

    private CoprJobGrabHarness Kept(CoprJobGrabHarness harness)
    {
        _all.Add(harness);
        return harness;
    }

    private sealed class EverythingToZero : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.ToGroup("0", "always");
    }
}
