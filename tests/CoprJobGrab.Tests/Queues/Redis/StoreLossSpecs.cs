using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A real Redis that loses what it has, or goes back, beside several whole grabbers: somebody who is alive knows what is taken.</summary>
public sealed class StoreLossSpecs : IAsyncLifetime
{
    private static readonly string[] All = [.. Enumerable.Range(0, 40).Select(number => $"task-{number:00}")];
    private static readonly TimeSpan Lease = new LeadershipOptions().Lease;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private RedisServer _server = null!;
    private Process _leader = null!, _standby = null!, _other = null!;
    private RetaskReader _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _worker = new RetaskReader(await _server.DatabaseAsync(), "copr-be-0");
        (_leader, _standby, _other) = (new Process(_server), new Process(_server), new Process(_server));
    }

    public async ValueTask DisposeAsync()
    {
        await _leader.DisposeAsync();
        await _standby.DisposeAsync();
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Beside_standbys_a_loss_of_everything_hands_out_again_nothing_that_was_seen_taken()
    {
        var taken = await TakeSomeAsync();
        await _server.CommandAsync("FLUSHALL");

        (await _standby.CycleAsync()).Role.Should().Be(GrabberRole.Standby);
        (await _other.CycleAsync()).Role.Should().Be(GrabberRole.Standby);
        _leader.Clock.Advance(Lease / 3);
        await _leader.UntilLeadsAsync();

        await IsWholeAsync(taken);
        _leader.Rig.Events.Of<QueueStoreLost>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task When_the_leader_is_killed_at_the_loss_a_standby_knows_what_its_last_look_had()
    {
        var taken = await TakeSomeAsync();
        await _standby.CycleAsync();
        // Its clock stands still from here on: it renews nothing.
        await _server.CommandAsync("FLUSHALL");

        (await _standby.CycleAsync()).Role.Should().Be(GrabberRole.Standby);
        _standby.Clock.Advance(Lease);
        await _standby.UntilLeadsAsync();

        await IsWholeAsync(taken);
        _standby.Rig.Events.Of<QueueStoreLost>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task After_a_restart_with_an_older_picture_what_was_seen_popped_leaves_the_list()
    {
        await _leader.CycleAsync();
        await _standby.CycleAsync();
        await _server.CommandAsync("SAVE");
        var taken = await PopSomeAsync();

        // It sees the pops and writes nothing, so that the picture misses no write.
        await _leader.CycleAsync();
        await _leader.CycleAsync();
        await _server.KillAsync();
        await _server.StartAgainAsync();

        await _leader.UntilLeadsAsync();

        await IsWholeAsync(taken);
        _leader.Rig.Events.Of<QueueStoreLost>().Should().ContainSingle();
    }

    [Fact]
    public async Task When_the_leader_is_killed_with_an_older_picture_a_standby_knows_what_its_last_look_had()
    {
        await _leader.CycleAsync();
        await _standby.CycleAsync();
        await _server.CommandAsync("SAVE");
        var taken = await PopSomeAsync();

        // The picture misses no write of the claims, only the pops and a renewal of the lead: the leader has not looked since.
        await RenewInBackgroundAsync();
        _standby.Clock.Advance(LookAgain);
        await _standby.CycleAsync();
        await _server.KillAsync();
        await _server.StartAgainAsync();

        // Redis is back, and nobody who led takes the lead: this one looks at no picture that it is to replace.
        (await _standby.Rig.UntilOkAsync()).Role.Should().Be(GrabberRole.Standby);
        _standby.Clock.Advance(Lease);
        await _standby.UntilLeadsAsync();

        await IsWholeAsync(taken);
        _standby.Rig.Events.Of<QueueStoreLost>().Should().ContainSingle();
    }

    private async Task RenewInBackgroundAsync()
    {
        var database = await _server.DatabaseAsync();
        var before = await database.HashGetAsync(LeaseKey.Name, "renewals");
        _leader.Clock.Advance(Lease / 3);
        while (await database.HashGetAsync(LeaseKey.Name, "renewals") == before)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One leads, the others look, and the leader sees what a worker has taken.</summary>
    private async Task<List<string>> TakeSomeAsync()
    {
        (await _leader.CycleAsync()).Role.Should().Be(GrabberRole.Leader);
        (await _standby.CycleAsync()).Role.Should().Be(GrabberRole.Standby);
        (await _other.CycleAsync()).Role.Should().Be(GrabberRole.Standby);
        var taken = await PopSomeAsync();
        await _leader.CycleAsync();
        return taken;
    }

    private async Task<List<string>> PopSomeAsync()
    {
        var taken = new List<string>();
        for (var count = 0; count < 10; count++)
        {
            taken.Add((await _worker.DequeueAsync())!.Value.GetProperty("task_id").GetString()!);
        }

        return taken;
    }

    /// <summary>What is not taken waits, once.</summary>
    private async Task IsWholeAsync(IEnumerable<string> taken) => (await _worker.DrainAsync()).Should().BeEquivalentTo(All.Except(taken));

    private sealed class Process : IAsyncDisposable
    {
        public Process(RedisServer server) => Rig = new GrabberRig(builder =>
        {
            builder.UseRedis(redis => redis.Configuration = server.Address);
            builder.Services.AddSingleton<TimeProvider>(Clock);
        })
        {
            Listed = All,
        };

        public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

        public GrabberRig Rig { get; }

        public Task<CycleReport> CycleAsync() => Rig.CycleAsync();

        public async Task UntilLeadsAsync()
        {
            while ((await Rig.UntilOkAsync()).Role != GrabberRole.Leader)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}
