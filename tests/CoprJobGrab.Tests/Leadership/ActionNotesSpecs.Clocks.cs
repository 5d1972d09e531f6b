using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <remarks>What a jump of Redis's clock makes of what is noted.</remarks>
public sealed partial class ActionNotesSpecs
{
    [Fact]
    public async Task Notes_that_were_written_before_the_clock_was_set_back_end_as_much_earlier()
    {
        var year = (long)TimeSpan.FromDays(365).TotalMilliseconds;
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, ["a/one"], Limit, Never);
        await RunOutAsync();
        await LeadsAsync(two);
        await _database.HashIncrementAsync(LeaseKey.Name, "until", year);
        var text = (string)(await _database.HashGetAsync(LeaseKey.Name, "action:7"))!;
        await EndAsync(7, TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(365) + Limit);

        var noted = (await LeadsAsync(two)).Noted.Should().ContainSingle().Subject;

        noted.Until.Should().BeCloseTo(_time.GetUtcNow() + Limit, Close + Lease);
        ((string)(await _database.HashGetAsync(LeaseKey.Name, "action:7"))!).Should().EndWith(text[text.IndexOf(',')..]);
    }

    [Fact]
    public async Task Notes_that_were_written_before_the_clock_was_set_forward_end_as_much_later_for_one_that_stood_by()
    {
        var day = TimeSpan.FromDays(1);
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, ["a/one"], Limit, Never);
        await two.LeadAsync(Never);
        await _database.HashIncrementAsync(LeaseKey.Name, "until", -(long)day.TotalMilliseconds);
        await EndAsync(7, TimeProvider.System.GetUtcNow() + Limit - day);

        var noted = (await LeadsAsync(two)).Noted.Should().ContainSingle().Subject;

        noted.Until.Should().BeCloseTo(_time.GetUtcNow() + Limit, Close + Lease);
        (await LeadsAsync(two)).Noted.Should().ContainSingle();
    }

    [Fact]
    public async Task Notes_of_a_lead_that_ended_since_it_was_seen_end_when_they_say()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await two.LeadAsync(Never);
        _time.Advance(Limit);
        await _database.HashIncrementAsync(LeaseKey.Name, "until", -(long)Limit.TotalMilliseconds);
        await EndAsync(7, TimeProvider.System.GetUtcNow());

        (await LeadsAsync(two)).Noted.Should().BeEmpty();
    }
}
