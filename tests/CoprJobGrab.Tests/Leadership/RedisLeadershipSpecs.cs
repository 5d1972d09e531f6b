using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>The lease on a real Redis, whose clock no test can move: where it matters the lease's end is written back in the store instead.</summary>
public sealed partial class RedisLeadershipSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ActionLimit = TimeSpan.FromHours(1);
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly List<IAsyncDisposable> _made = [];
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var made in Enumerable.Reverse(_made))
        {
            await made.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_first_one_leads_and_renews_and_a_second_one_stands_by()
    {
        var (one, two) = (Grabber(), Grabber());

        var first = await LeadsAsync(one);
        var renewed = await LeadsAsync(one);

        first.IsNew.Should().BeTrue();
        renewed.Should().BeEquivalentTo(new { first.Epoch, IsNew = false });
        (await two.LeadAsync(Never)).Should().Be(new Lead.Standby(first.Epoch));
        one.Lasts(first.Epoch).Should().BeTrue();
    }

    [Fact]
    public async Task A_clean_hand_over_lets_the_next_one_lead_and_start_actions_at_once()
    {
        var (one, two) = (Grabber(), Grabber());
        var first = await LeadsAsync(one);

        (await one.HandOverAsync(isClean: true, Never)).Should().BeTrue();

        one.Lasts(first.Epoch).Should().BeFalse();
        var second = await LeadsAsync(two);
        second.Epoch.Should().BeGreaterThan(first.Epoch);
        second.ActionsFrom.Should().Be(_time.GetUtcNow());
    }

    [Fact]
    public async Task After_a_crash_the_next_one_leads_when_the_lease_has_run_out_and_starts_actions_at_once_where_none_was_noted()
    {
        var (one, two) = (Grabber(), Grabber());
        await LeadsAsync(one);
        await StandsByAsync(two);
        await RunOutAsync();

        var second = await LeadsAsync(two);

        second.Should().BeEquivalentTo(new { IsNew = true, ActionsFrom = _time.GetUtcNow(), Noted = Array.Empty<NotedAction>() });
    }

    [Fact]
    public async Task After_a_crash_of_one_of_a_version_that_notes_nothing_the_actions_of_the_next_ones_wait_for_its()
    {
        var (one, two, three) = (Grabber(), Grabber(), Grabber());
        await LeadsAsync(one);
        await NoteNothingAsync();
        await StandsByAsync(two);
        await RunOutAsync();

        var second = await LeadsAsync(two);

        second.IsNew.Should().BeTrue();
        second.ActionsFrom.Should().BeCloseTo(_time.GetUtcNow() + ActionLimit, TimeSpan.FromMinutes(1));
        await two.HandOverAsync(isClean: true, Never);
        (await LeadsAsync(three)).ActionsFrom.Should()
            .BeCloseTo(_time.GetUtcNow() + ActionLimit, TimeSpan.FromMinutes(1), "a hand-over does not end what the crash has left");
    }

    [Fact]
    public async Task The_rules_of_a_lead_are_kept_while_it_lasts_and_are_read_by_anybody()
    {
        var (one, two) = (Grabber(), Grabber());
        var rules = new Dictionary<string, string> { ["Scheduling:Limits:PerOwner"] = "5", ["Groups:ž"] = "*" };
        var first = await LeadsAsync(one);

        var before = (await two.ReadToldAsync(Never)).Last;
        await one.TellAsync(first.Epoch, rules, Never);
        var told = (await two.ReadToldAsync(Never)).Last;
        await two.TellAsync(first.Epoch, new Dictionary<string, string> { ["of"] = "another" }, Never);
        await one.TellAsync(first.Epoch - 1, new Dictionary<string, string> { ["of"] = "an older lead" }, Never);
        var still = (await two.ReadToldAsync(Never)).Last;

        before.Should().BeEquivalentTo(new { first.Epoch, Rules = default(IReadOnlyDictionary<string, string>) });
        before.Until.Should().BeAfter(DateTimeOffset.UnixEpoch.AddYears(50));
        new[] { told, still }.Should().AllSatisfy(last => last.Rules.Should().BeEquivalentTo(rules));
    }

    [Fact]
    public async Task The_rules_of_a_lead_are_not_those_of_the_next_one_that_keeps_none()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.TellAsync((await LeadsAsync(one)).Epoch, new Dictionary<string, string> { ["Claims:Attempts"] = "3" }, Never);
        await one.HandOverAsync(isClean: true, Never);
        await LeadsAsync(two);

        (await one.ReadToldAsync(Never)).Last.Rules.Should().BeNull();
    }

    [Fact]
    public async Task Where_nobody_has_led_there_is_no_last_lead() =>
        (await Grabber().ReadToldAsync(Never)).Last.Should().Be(new LastLead(0, DateTimeOffset.UnixEpoch, null));

    [Fact]
    public async Task A_lost_store_does_not_send_the_epochs_back()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        await _database.ExecuteAsync("FLUSHALL");

        var second = await LeadsAsync(one);

        second.IsNew.Should().BeTrue();
        second.Epoch.Should().BeGreaterThan(first.Epoch);
    }

    [Fact]
    public async Task One_that_was_fenced_goes_above_what_fenced_it_and_its_own_actions_do_not_wait()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        var fencedBy = first.Epoch + 1_000_000_000;

        await one.StandDownAsync(fencedBy, Never);

        one.Lasts(first.Epoch).Should().BeFalse();
        var second = await LeadsAsync(one);
        second.Should().BeEquivalentTo(new { Epoch = fencedBy + 1, IsNew = true, ActionsFrom = _time.GetUtcNow() });
    }

    [Fact]
    public async Task A_lead_that_was_not_renewed_in_time_is_over_by_the_own_clock_whatever_redis_does()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        var connection = _made[0];
        await connection.DisposeAsync();
        _time.Advance(Lease);

        one.Lasts(first.Epoch).Should().BeFalse();
        await one.Invoking(grabber => grabber.LeadAsync(Never).AsTask()).Should().ThrowAsync<BuildQueueException>();
    }

    [Fact]
    public async Task What_a_later_version_has_stored_is_left_as_it_is_by_one_that_cannot_read_it()
    {
        await _database.HashSetAsync(LeaseKey.Name, [new("holder", "later"), new("epoch", 5), new("until", 0), new("format", 2)]);
        var before = await _database.HashGetAllAsync(LeaseKey.Name);

        var lead = () => Grabber().LeadAsync(Never).AsTask();

        (await lead.Should().ThrowAsync<BuildQueueException>()).WithMessage("*in format 2*reads format 1*Upgrade*");
        (await _database.HashGetAllAsync(LeaseKey.Name)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_leader_writes_the_format_of_what_it_stores_and_takes_none_for_the_first()
    {
        var (one, two) = (Grabber(), Grabber());
        await LeadsAsync(one);
        (await _database.HashGetAsync(LeaseKey.Name, "format")).Should().Be(1);

        await StandsByAsync(two);
        await _database.HashDeleteAsync(LeaseKey.Name, "format");
        await RunOutAsync();

        await LeadsAsync(two);
        (await _database.HashGetAsync(LeaseKey.Name, "format")).Should().Be(1);
    }

    [Fact]
    public async Task While_it_leads_the_lease_is_renewed_in_the_background()
    {
        var one = Grabber();
        await LeadsAsync(one);
        await RunOutAsync(TimeSpan.FromMinutes(1));
        var before = await UntilAsync();

        _time.Advance(Lease / 3);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (await UntilAsync() <= before)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }

    [Fact]
    public async Task A_lease_that_was_written_before_the_clock_was_set_back_lasts_no_longer_than_a_lease()
    {
        var year = (long)TimeSpan.FromDays(365).TotalMilliseconds;
        var (one, two) = (Grabber(), Grabber());
        await LeadsAsync(one);
        await NoteNothingAsync();
        await _database.HashIncrementAsync(LeaseKey.Name, "until", year);
        await _database.HashSetAsync(LeaseKey.Name, "actions", await UntilAsync());
        var now = TimeProvider.System.GetUtcNow();

        (await two.LeadAsync(Never)).Should().BeOfType<Lead.Standby>();

        (await UntilAsync()).Should().BeCloseTo((now + Lease).ToUnixTimeMilliseconds(), 60_000);
        ((long)await _database.HashGetAsync(LeaseKey.Name, "actions")).Should().BeCloseTo((now + Lease).ToUnixTimeMilliseconds(), 60_000);
        await RunOutAsync();
        (await LeadsAsync(two)).ActionsFrom.Should().BeCloseTo(_time.GetUtcNow() + ActionLimit, Lease + Lease);
    }

    [Theory]
    [InlineData("epoch", "inf")]
    [InlineData("epoch", "nan")]
    [InlineData("epoch", "1e18")]
    [InlineData("epoch", "999999999999999")]
    [InlineData("epoch", "1000000000000000")]
    [InlineData("until", "inf")]
    [InlineData("until", "x")]
    [InlineData("actions", "inf")]
    [InlineData("unnoted", "inf")]
    [InlineData("notes", "nan")]
    [InlineData("action:7", "x")]
    [InlineData("action:7", """{"until":1e999,"holder":"x","projects":[]}""")]
    [InlineData("action:seven", """{"until":99999999999999,"holder":"x","projects":[]}""")]
    public async Task What_is_no_time_and_no_epoch_keeps_nobody_from_leading(string field, string value)
    {
        var one = Grabber();
        await LeadsAsync(one);
        await _database.HashSetAsync(LeaseKey.Name, field, value);

        var lead = await LeadsAsync(one);

        lead.Epoch.Should().BeInRange(1, 99_999_999_999_999);
        lead.ActionsFrom.Should().Be(_time.GetUtcNow());
    }

    /// <summary>As a version leaves the store that leads and notes nothing: the field is that of an older lead, or of none.</summary>
    private async Task NoteNothingAsync() => await _database.HashSetAsync(LeaseKey.Name, "notes", 1);

    private async Task<long> UntilAsync() => (long)await _database.HashGetAsync(LeaseKey.Name, "until");

    /// <summary>Moves the end of the lease, which is in the future, to a while after now.</summary>
    private async Task RunOutAsync(TimeSpan after = default) =>
        await _database.HashSetAsync(LeaseKey.Name, "until", (TimeProvider.System.GetUtcNow() + after).ToUnixTimeMilliseconds() - 1);

    private static async Task<Lead.Leader> LeadsAsync(RedisLeadership grabber) => (await grabber.LeadAsync(Never)).Should().BeOfType<Lead.Leader>().Subject;

    private RedisLeadership Grabber() => Grabber(Lease);

    private RedisLeadership Grabber(TimeSpan lease)
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        var grabber = new RedisLeadership(connection, lease, ActionLimit, _time);
        _made.Add(connection);
        _made.Add(grabber);
        return grabber;
    }
}
