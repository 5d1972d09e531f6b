using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <remarks>A grabber that has seen no lead starts where one has ended, which an older picture shows of one that lives, too.</remarks>
public sealed partial class RedisLeadershipSpecs
{
    [Fact]
    public async Task A_grabber_that_starts_on_an_older_picture_whose_lead_has_ended_leaves_the_lead_to_the_one_that_had_it()
    {
        var leader = Grabber();
        var first = await LeadsAsync(leader);
        var picture = await _database.HashGetAllAsync(LeaseKey.Name);
        await LeadsAsync(leader);
        await _database.HashSetAsync(LeaseKey.Name, picture);
        await RunOutAsync();
        var started = Grabber();

        await StandsByAsync(started);
        await leader.RenewAsync(Never);
        await StandsByAsync(started);

        var second = await LeadsAsync(leader);
        second.Epoch.Should().BeGreaterThan(first.Epoch);
        second.AfterLoss.Should().BeTrue();
    }

    [Fact]
    public async Task A_grabber_that_starts_where_a_lead_has_ended_leads_after_two_leases_when_those_who_saw_it_do_not()
    {
        await LeadsAsync(Grabber());
        await RunOutAsync();
        var started = Grabber();
        await StandsByAsync(started);

        _time.Advance(Lease * 2);

        (await LeadsAsync(started)).AfterLoss.Should().BeFalse("nothing is known to be lost");
    }

    [Fact]
    public async Task A_grabber_that_starts_where_a_lead_has_ended_leads_at_once_when_it_is_alone()
    {
        var leader = Grabber();
        var first = await LeadsAsync(leader);
        await DiesAsync(leader);
        await RunOutAsync();
        await UntilNobodyIsConnectedAsync();

        (await LeadsAsync(Grabber())).Epoch.Should().BeGreaterThan(first.Epoch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_grabber_that_starts_where_a_lead_was_given_up_just_now_leads_at_once_although_its_lease_had_run_out(bool isClean)
    {
        var leader = Grabber();
        await LeadsAsync(leader);
        await RunOutAsync(-Lease);
        await leader.HandOverAsync(isClean, Never);

        (await LeadsAsync(Grabber())).IsNew.Should().BeTrue();
    }

    [Fact]
    public async Task A_lead_that_was_handed_over_longer_ago_than_a_lease_may_be_an_older_picture()
    {
        var leader = Grabber();
        await LeadsAsync(leader);
        await leader.HandOverAsync(isClean: true, Never);
        await RunOutAsync(-Lease);

        await StandsByAsync(Grabber());
    }

    /// <summary>The server learns of the end of a connection when it next looks.</summary>
    private async Task UntilNobodyIsConnectedAsync()
    {
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        var witnesses = new Witnesses(connection);
        for (var tries = 0; tries < 100 && await witnesses.AreThereAsync(Never); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
