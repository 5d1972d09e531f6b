using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>Whole grabbers on a Redis of which one part fails.</summary>
public sealed class RedisGroupFaultSpecs : IAsyncLifetime
{
    private RedisServer _server = null!;
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _database = await _server.DatabaseAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_task_that_a_worker_of_an_unreadable_group_has_is_not_handed_out_by_the_group_that_takes_its_architecture_now()
    {
        await using (var before = Grabber(("a", "x86_64"), ("b", "aarch64")))
        {
            before.List(Some.Build("7"));
            (await before.RunCycleAsync()).Enqueued.Should().Be(1);
        }

        (await _database.ListRightPopAsync("retaskqueue-copr-be-a")).HasValue.Should().BeTrue();
        await _database.StringSetAsync("cjg:{retaskqueue-copr-be-a}:marks", "of another type");
        await using var after = Grabber(("a", "aarch64"), ("b", "x86_64"));
        after.List(Some.Build("7"), Some.Build("8"));

        (await after.RunCycleAsync()).Partial.Should().BeTrue();
        (await _database.ListLengthAsync("retaskqueue-copr-be-b")).Should().Be(0);

        await _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-a}:marks");
        Counts(await after.RunCycleAsync()).Should().Be((1, 1, 0));

        await _database.StringSetAsync("cjg:{retaskqueue-copr-be-a}:marks", "of another type");
        after.List(Some.Build("7"), Some.Build("8"), Some.Build("9"));
        (await after.RunCycleAsync()).Partial.Should().BeTrue();
        (await _database.ListLengthAsync("retaskqueue-copr-be-b")).Should().Be(2, "the group was read, and its claims are known");
    }

    [Fact]
    public async Task A_group_that_was_forgotten_and_stays_in_the_registry_costs_nothing()
    {
        await using (var before = Grabber(("a", "x86_64"), ("b", "aarch64")))
        {
            await before.RunCycleAsync();
        }

        await _database.ExecuteAsync("ACL", "SETUSER", "default", "-srem");
        await using var after = Grabber(("a", "x86_64"));
        for (var cycle = 0; cycle < 6; cycle++)
        {
            after.Time.Advance(TimeSpan.FromSeconds(12));
            (await after.RunCycleAsync()).Error.Should().BeNull();
        }

        await _database.ExecuteAsync("ACL", "SETUSER", "default", "+srem");
        await after.RunCycleAsync();
        (await _database.SetMembersAsync("cjg:groups")).Select(member => (string?)member).Should().Equal("a");
        after.Events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadTaken).Should().ContainSingle();
    }

    [Fact]
    public async Task A_full_Redis_is_led_so_that_what_frees_memory_goes_on()
    {
        await using var grabber = Grabber(("0", "*"));
        grabber.List(Some.Build("7"), Some.Build("8"));
        (await grabber.RunCycleAsync()).Enqueued.Should().Be(2);
        await _database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        grabber.List(Some.Build("8"));

        for (var list = 0; list < 2; list++)
        {
            grabber.Time.Advance(TimeSpan.FromSeconds(12));
            (await grabber.RunCycleAsync()).Error.Should().BeNull();
        }

        (await _database.HashExistsAsync("cjg:{retaskqueue-copr-be-0}:claims", "7")).Should().BeFalse();
        await grabber.Grabber.HandOverAsync(isClean: true, CancellationToken.None);
        await using var next = Grabber(("0", "*"));
        next.List(Some.Build("8"));
        (await next.RunCycleAsync()).Should().Match<CycleReport>(report => report.Role == GrabberRole.Leader && report.Kept == 1);
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_lets_nobody_begin_to_lead()
    {
        await using (var before = Grabber(("old", "*")))
        {
            before.List(Some.Build("7"));
            (await before.RunCycleAsync()).Enqueued.Should().Be(1);
        }

        await _database.ExecuteAsync("ACL", "SETUSER", "default", "-smembers");
        await using var after = Grabber(("0", "*"));
        after.List(Some.Build("7"));

        (await after.RunCycleAsync()).Error.Should().BeOfType<BuildQueueException>().Which.Message.Should().Contain("cjg:groups").And.Contain("NOPERM");
        await _database.ExecuteAsync("ACL", "SETUSER", "default", "+smembers");
        Counts(await after.RunCycleAsync()).Should().Be((0, 1, 0));
    }

    [Fact]
    public async Task A_store_that_is_lost_between_two_cycles_is_told_as_the_lead_that_is_lost()
    {
        await using var grabber = new CoprJobGrabHarness(options => options.AddGroup("0", "*").Groups[0].Depth = 1, parts => parts.UseRedis(_server.Address));
        grabber.List(Some.Build("7"), Some.Build("8"));
        await grabber.RunCycleAsync();
        await _database.ExecuteAsync("FLUSHALL");

        await grabber.Grabber.TopUpAsync();
        await grabber.RunCycleAsync();

        grabber.Events.Of<RoleChanged>().Select(told => told.Change).Should()
            .Equal(RoleChange.LeadTaken, RoleChange.LeadLost, RoleChange.LeadTaken);
        grabber.Events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadLost).Single().FencedBy.Should().Be(0);
    }

    [Fact]
    public async Task A_lead_begins_although_the_last_look_of_every_group_failed()
    {
        await using var grabber = Grabber(("0", "*"));
        grabber.List(Some.Build("7"));
        await grabber.RunCycleAsync();
        await _database.StringSetAsync("cjg:{retaskqueue-copr-be-0}:marks", "of another type");
        (await grabber.RunCycleAsync()).Error.Should().NotBeNull();
        await _database.KeyDeleteAsync(["cjg:{retaskqueue-copr-be-0}:marks", "cjg:leader"]);

        (await grabber.RunCycleAsync()).Should().Match<CycleReport>(report => report.Error == null && report.Kept == 1);
    }

    [Fact]
    public async Task An_operators_word_about_absences_to_a_leader_of_an_earlier_version_is_no_mark_and_is_removed()
    {
        await using var grabber = Grabber(("0", "*"));
        grabber.List(Some.Build("7"));
        await grabber.RunCycleAsync();
        await _database.HashSetAsync("cjg:{retaskqueue-copr-be-0}:marks", "", 1);

        (await grabber.RunCycleAsync()).Should().Match<CycleReport>(report => report.Error == null && report.Kept == 1);

        (await _database.HashExistsAsync("cjg:{retaskqueue-copr-be-0}:marks", "")).Should().BeFalse();
    }

    private static (int Enqueued, int Kept, int Held) Counts(CycleReport report) => (report.Enqueued, report.Kept, report.Held);

    private CoprJobGrabHarness Grabber(params (string Id, string Architecture)[] groups) => new(
        options =>
        {
            foreach (var (id, architecture) in groups)
            {
                options.AddGroup(id, architecture);
            }
        },
        parts => parts.UseRedis(_server.Address));
}
