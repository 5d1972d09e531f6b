using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <remarks>What becomes of the lead when the store loses it, or comes back with an older one.</remarks>
public sealed partial class RedisLeadershipSpecs
{
    [Fact]
    public async Task In_a_store_that_lost_everything_who_led_leads_again_in_its_renewal_and_a_standby_waits()
    {
        var (leader, standby) = (Grabber(), Grabber());
        var first = await LeadsAsync(leader);
        await StandsByAsync(standby);
        await _database.ExecuteAsync("FLUSHALL");

        await StandsByAsync(standby);
        await leader.RenewAsync(Never);

        leader.Lasts(first.Epoch).Should().BeFalse();
        await StandsByAsync(standby);
        var second = await LeadsAsync(leader);
        second.Epoch.Should().BeGreaterThan(first.Epoch);
        second.AfterLoss.Should().BeTrue();
    }

    [Fact]
    public async Task A_cycle_that_the_loss_refused_does_not_give_up_the_lead_that_was_taken_since()
    {
        var (leader, standby) = (Grabber(), Grabber());
        await LeadsAsync(leader);
        await StandsByAsync(standby);
        await _database.ExecuteAsync("FLUSHALL");
        await leader.RenewAsync(Never);

        await leader.StandDownAsync(fencedBy: 0, Never);

        await StandsByAsync(standby);
        (await LeadsAsync(leader)).AfterLoss.Should().BeTrue();
    }

    [Fact]
    public async Task After_an_outage_in_which_its_lease_ran_out_who_led_leads_again_in_its_renewal()
    {
        var leader = Grabber();
        var first = await LeadsAsync(leader);
        await _database.ExecuteAsync("FLUSHALL");
        _time.Advance(Lease * 2);

        await leader.RenewAsync(Never);

        ((long)await _database.HashGetAsync(LeaseKey.Name, "epoch")).Should().BeGreaterThan(first.Epoch);
    }

    [Fact]
    public async Task A_lead_that_ran_out_in_a_store_that_kept_it_is_not_taken_by_a_renewal()
    {
        var leader = Grabber();
        var first = await LeadsAsync(leader);
        await RunOutAsync();
        _time.Advance(Lease);

        await leader.RenewAsync(Never);

        ((long)await _database.HashGetAsync(LeaseKey.Name, "epoch")).Should().Be(first.Epoch);
    }

    [Fact]
    public async Task A_standby_takes_a_lost_lead_after_the_longer_one_of_its_own_lease_and_the_leader_s()
    {
        var (leader, standby) = (Grabber(), Grabber(Lease / 5));
        var first = await LeadsAsync(leader);
        await StandsByAsync(standby);
        await DiesAsync(leader);
        await _database.ExecuteAsync("FLUSHALL");
        _time.Advance(Lease);
        await StandsByAsync(standby);

        _time.Advance(Lease - TimeSpan.FromTicks(1));
        await StandsByAsync(standby);
        _time.Advance(TimeSpan.FromTicks(1));

        (await LeadsAsync(standby)).Epoch.Should().BeGreaterThan(first.Epoch);
    }

    [Fact]
    public async Task A_standby_waits_anew_when_Redis_was_away_meanwhile()
    {
        var (leader, standby) = (Grabber(), Grabber());
        await LeadsAsync(leader);
        await StandsByAsync(standby);
        await DiesAsync(leader);
        await _database.ExecuteAsync("FLUSHALL");
        await StandsByAsync(standby);

        await CannotAskAsync(standby);
        _time.Advance(Lease);

        await StandsByAsync(standby);
        _time.Advance(Lease);
        (await LeadsAsync(standby)).AfterLoss.Should().BeTrue();
    }

    [Fact]
    public async Task A_standby_is_told_that_the_store_is_lost_and_one_of_a_leader_is_not()
    {
        var (leader, standby) = (Grabber(), Grabber());
        var lead = await LeadsAsync(leader);
        (await standby.LeadAsync(Never)).Should().Be(new Lead.Standby(lead.Epoch));

        await _database.ExecuteAsync("FLUSHALL");

        (await standby.LeadAsync(Never)).Should().Be(new Lead.Standby(lead.Epoch) { StoreIsLost = true });
    }

    [Fact]
    public async Task One_that_handed_its_lead_over_waits_as_the_others_do()
    {
        var leader = Grabber();
        await LeadsAsync(leader);
        await leader.HandOverAsync(Never);
        await _database.ExecuteAsync("FLUSHALL");

        await leader.RenewAsync(Never);
        await StandsByAsync(leader);
    }

    [Fact]
    public async Task A_grabber_that_starts_on_an_empty_store_leads_at_once_when_it_is_alone()
    {
        (await LeadsAsync(Grabber())).IsNew.Should().BeTrue();
    }

    [Fact]
    public async Task A_grabber_that_starts_on_an_empty_store_leaves_the_lead_to_one_that_has_seen_a_lead()
    {
        var (leader, standby) = (Grabber(), Grabber());
        await LeadsAsync(leader);
        await StandsByAsync(standby);
        await DiesAsync(leader);
        await _database.ExecuteAsync("FLUSHALL");
        var restarted = Grabber();

        await StandsByAsync(restarted);
        await StandsByAsync(standby);
        _time.Advance(Lease);
        await StandsByAsync(restarted);

        await LeadsAsync(standby);
    }

    [Fact]
    public async Task A_grabber_that_starts_on_an_empty_store_leads_after_two_leases_when_the_others_do_not()
    {
        var (leader, standby) = (Grabber(), Grabber());
        await LeadsAsync(leader);
        await StandsByAsync(standby);
        await DiesAsync(leader);
        await _database.ExecuteAsync("FLUSHALL");
        var started = Grabber();
        await StandsByAsync(started);

        _time.Advance(Lease * 2);

        await LeadsAsync(started);
    }

    [Fact]
    public async Task One_that_may_not_ask_who_is_connected_waits_two_leases()
    {
        await _database.ExecuteAsync("ACL", "SETUSER", "default", "-pubsub|numsub");
        try
        {
            var grabber = Grabber();
            await StandsByAsync(grabber);
            _time.Advance(Lease * 2);
            await LeadsAsync(grabber);
        }
        finally
        {
            await _database.ExecuteAsync("ACL", "SETUSER", "default", "+pubsub|numsub");
        }
    }

    [Fact]
    public async Task An_older_picture_of_the_same_lead_is_a_loss()
    {
        var (leader, standby) = (Grabber(), Grabber());
        var first = await LeadsAsync(leader);
        await StandsByAsync(standby);
        var picture = await _database.HashGetAllAsync(LeaseKey.Name);
        await LeadsAsync(leader);
        await StandsByAsync(standby);
        await _database.HashSetAsync(LeaseKey.Name, picture);
        await RunOutAsync();

        await StandsByAsync(standby);
        var second = await LeadsAsync(leader);

        second.Epoch.Should().BeGreaterThan(first.Epoch);
        second.AfterLoss.Should().BeTrue();
    }

    [Fact]
    public async Task An_older_lead_that_a_picture_brings_back_leads_no_more()
    {
        var (one, two) = (Grabber(), Grabber());
        await LeadsAsync(one);
        var picture = await _database.HashGetAllAsync(LeaseKey.Name);
        await one.HandOverAsync(Never);
        var second = await LeadsAsync(two);
        await StandsByAsync(one);
        await _database.HashSetAsync(LeaseKey.Name, picture);

        await StandsByAsync(one);
        await two.RenewAsync(Never);

        (await LeadsAsync(two)).Epoch.Should().BeGreaterThan(second.Epoch);
    }

    private static async Task StandsByAsync(RedisLeadership grabber) => (await grabber.LeadAsync(Never)).Should().BeOfType<Lead.Standby>();

    /// <summary>Redis is there for the test, and refuses the grabber.</summary>
    private async Task CannotAskAsync(RedisLeadership grabber)
    {
        await _database.ExecuteAsync("ACL", "SETUSER", "default", "-hmget");
        try
        {
            await FluentActions.Awaiting(() => grabber.LeadAsync(Never).AsTask()).Should().ThrowAsync<BuildQueueException>();
        }
        finally
        {
            await _database.ExecuteAsync("ACL", "SETUSER", "default", "+hmget");
        }
    }

    /// <summary>It is killed: its connection is closed, and the lease is left as it is.</summary>
    private async Task DiesAsync(RedisLeadership grabber)
    {
        grabber.Dispose();
        var at = _made.IndexOf(grabber);
        await _made[at - 1].DisposeAsync();
        _made.RemoveRange(at - 1, 2);
    }
}
