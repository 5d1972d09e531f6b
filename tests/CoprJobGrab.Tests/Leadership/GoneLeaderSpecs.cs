using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>The lease of a process that is gone. Two folders stand for this process before and after its restart: the same id, another start.</summary>
public sealed class GoneLeaderSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ActionLimit = TimeSpan.FromHours(1);
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly FakeProc _before = new(start: 100);
    private readonly FakeProc _after = new(start: 200);
    private readonly FakeProc _elsewhere = new(boot: "boot-2", start: 200);
    private readonly List<IAsyncDisposable> _made = [];
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var made in Enumerable.Reverse(_made))
        {
            await made.DisposeAsync();
        }

        _before.Dispose();
        _after.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task A_restarted_grabber_takes_its_own_dead_lease_over_and_actions_wait_for_what_was_noted_alone()
    {
        var first = await LeadsAsync(Grabber(_before));

        var second = await LeadsAsync(Grabber(_after));

        second.IsNew.Should().BeTrue();
        second.Epoch.Should().BeGreaterThan(first.Epoch);
        second.ActionsFrom.Should().BeCloseTo(_time.GetUtcNow(), TimeSpan.FromMinutes(1), "the one before had noted none");
        second.Noted.Should().BeEmpty();
    }

    [Fact]
    public async Task A_grabber_of_another_boot_waits_for_the_lease()
    {
        var first = await LeadsAsync(Grabber(_before));

        (await Grabber(_elsewhere).LeadAsync(Never)).Should().Be(new Lead.Standby(first.Epoch));
    }

    [Fact]
    public async Task A_second_grabber_of_a_living_process_waits_for_the_lease()
    {
        var first = await LeadsAsync(Grabber(_before));

        (await Grabber(_before).LeadAsync(Never)).Should().Be(new Lead.Standby(first.Epoch));
    }

    [Fact]
    public async Task The_lease_of_a_version_before_which_names_no_process_is_waited_for()
    {
        await LeadsAsync(Grabber(_before));
        await _database.HashSetAsync(LeaseKey.Name, "holder", Guid.NewGuid().ToString("N"));

        (await Grabber(_after).LeadAsync(Never)).Should().BeOfType<Lead.Standby>();
    }

    [Theory]
    [InlineData("epoch", "4000000000000")]
    [InlineData("holder", "another")]
    public async Task A_lead_that_has_changed_hands_since_it_was_looked_at_is_not_taken(string field, string value)
    {
        var first = await LeadsAsync(Grabber(_before));
        var looked = new LeaseAnswer.Held(first.Epoch, 1, Lease, (string)(await _database.HashGetAsync(LeaseKey.Name, "holder"))!);
        await _database.HashSetAsync(LeaseKey.Name, field, value);
        var key = new LeaseKey(Connection(), "x", _time);

        (await key.LeadAsync(0, 0, mayTake: true, new SeenLead(Lease, _time), Lease, ActionLimit, looked, [], Never)).Should().BeOfType<LeaseAnswer.Held>();
        await _database.HashSetAsync(LeaseKey.Name, [new("epoch", looked.Epoch), new("holder", looked.Holder)]);
        (await key.LeadAsync(0, 0, mayTake: true, new SeenLead(Lease, _time), Lease, ActionLimit, looked, [], Never)).Should().BeOfType<LeaseAnswer.Taken>();
    }

    private static async Task<Lead.Leader> LeadsAsync(RedisLeadership grabber) => (await grabber.LeadAsync(Never)).Should().BeOfType<Lead.Leader>().Subject;

    private RedisLeadership Grabber(FakeProc proc)
    {
        var grabber = new RedisLeadership(Connection(), Lease, ActionLimit, _time, processes: proc.Processes);
        _made.Add(grabber);
        return grabber;
    }

    private RedisConnection Connection()
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _made.Add(connection);
        return connection;
    }
}
