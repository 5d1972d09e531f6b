using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>
/// What is noted of begun actions beside the lead, on a real Redis, whose clock no test can move: where it matters, times are written back in the store
/// instead.
/// </summary>
public sealed partial class ActionNotesSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);
    private static readonly TimeSpan Close = TimeSpan.FromMinutes(1);
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
    public async Task A_killed_leader_s_actions_are_waited_for_by_name_and_until_their_time_limit()
    {
        var (one, two) = (Grabber(), Grabber());
        var first = await LeadsAsync(one);
        (await one.NoteAsync(first.Epoch, 7, ["#6", "a/öne"], Limit, Never)).Should().BeTrue();
        await RunOutAsync();

        var second = await LeadsAsync(two);

        second.ActionsFrom.Should().Be(_time.GetUtcNow(), "everything else starts at once");
        var noted = second.Noted.Should().ContainSingle().Subject;
        noted.Should().BeEquivalentTo(new { ActionId = 7L, Projects = new[] { "#6", "a/öne" } });
        noted.Until.Should().BeCloseTo(_time.GetUtcNow() + Limit, Close);
        (await LeadsAsync(two)).Noted.Should().ContainSingle("each cycle knows it anew");
    }

    [Fact]
    public async Task What_a_grabber_runs_itself_is_known_to_it_and_nothing_that_it_waits_for()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        await one.NoteAsync(first.Epoch, 7, [], Limit, Never);

        (await LeadsAsync(one)).Noted.Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_noted_under_a_lead_that_another_has_taken()
    {
        var (one, two) = (Grabber(), Grabber());
        var first = await LeadsAsync(one);
        await RunOutAsync();
        await LeadsAsync(two);

        (await one.NoteAsync(first.Epoch, 7, [], Limit, Never)).Should().BeFalse();

        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_noted_under_a_lead_that_is_over_by_redis_s_clock_although_nobody_has_taken_it()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        await RunOutAsync();

        (await one.NoteAsync(first.Epoch, 7, [], Limit, Never)).Should().BeFalse();
    }

    [Fact]
    public async Task Nothing_is_noted_under_an_older_lead_of_the_same_grabber()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        await one.StandDownAsync(0, Never);
        await LeadsAsync(one);

        (await one.NoteAsync(first.Epoch, 7, [], Limit, Never)).Should().BeFalse();
    }

    [Fact]
    public async Task An_action_that_another_may_still_run_is_not_noted_a_second_time()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        var second = await LeadsAsync(two);

        (await two.NoteAsync(second.Epoch, 7, [], Limit, Never)).Should().BeFalse();
        await EndAsync(7);
        (await two.NoteAsync(second.Epoch, 7, [], Limit, Never)).Should().BeTrue();
    }

    [Fact]
    public async Task One_that_does_not_lead_any_more_removes_its_own_note_and_no_other()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        await two.NoteAsync((await LeadsAsync(two)).Epoch, 8, [], Limit, Never);

        await one.RemoveAsync([7, 8], Never);
        await one.RemoveOthersAsync([8], Never);

        (await NotesAsync()).Should().Equal("action:8");
    }

    [Fact]
    public async Task The_one_that_leads_removes_the_notes_of_others()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        await LeadsAsync(two);

        await two.RemoveOthersAsync([7], Never);

        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_note_whose_time_is_over_is_deleted_by_the_one_that_leads()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        await LeadsAsync(two);
        await EndAsync(7);

        (await LeadsAsync(two)).Noted.Should().BeEmpty();

        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_clean_hand_over_leaves_no_note_of_its_own_and_keeps_those_of_a_crash_before_it()
    {
        var (one, two, three) = (Grabber(), Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        await two.NoteAsync((await LeadsAsync(two)).Epoch, 8, [], Limit, Never);

        (await two.HandOverAsync(isClean: true, Never)).Should().BeTrue();

        (await LeadsAsync(three)).Noted.Select(noted => noted.ActionId).Should().Equal(7);
    }

    [Fact]
    public async Task One_that_ends_while_it_has_begun_an_action_does_not_hand_over_as_if_nothing_ran()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);

        await one.DisposeAsync();
        _made.Remove(one);

        (await LeadsAsync(two)).Noted.Should().ContainSingle("it leads at once, and waits for that action");
        ((int)await _database.HashGetAsync(LeaseKey.Name, "limit")).Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_store_that_was_lost_has_the_notes_of_a_grabber_that_is_alive_again_when_it_leads_anew()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, ["a/one"], Limit, Never);
        await _database.ExecuteAsync("FLUSHALL");
        _time.Advance(Lease / 2);

        await LeadsAsync(one);
        await RunOutAsync();

        var noted = (await LeadsAsync(two)).Noted.Should().ContainSingle().Subject;
        noted.Projects.Should().Equal("a/one");
        noted.Until.Should().BeCloseTo(_time.GetUtcNow() + Limit - (Lease / 2), Close, "it began before the loss");
    }

    [Fact]
    public async Task A_note_that_an_older_picture_of_the_store_lacks_comes_back_with_the_next_renewal_and_one_that_was_removed_does_not()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        await one.NoteAsync(first.Epoch, 7, [], Limit, Never);
        await one.NoteAsync(first.Epoch, 8, [], Limit, Never);
        await _database.HashDeleteAsync(LeaseKey.Name, ["action:7", "action:8"]);
        await one.RemoveAsync([8], Never);

        (await LeadsAsync(one)).IsNew.Should().BeFalse();

        (await NotesAsync()).Should().Equal("action:7");
    }

    [Fact]
    public async Task One_that_reads_no_notes_waits_for_everything_that_others_have_noted()
    {
        var (one, two) = (Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        await LeadsAsync(two);
        await two.HandOverAsync(isClean: true, Never);

        // What such a one reads after a clean hand-over.
        var actions = DateTimeOffset.FromUnixTimeMilliseconds((long)await _database.HashGetAsync(LeaseKey.Name, "actions"));

        actions.Should().BeCloseTo(TimeProvider.System.GetUtcNow() + Limit, Close);
        (await _database.HashGetAsync(LeaseKey.Name, ["clean", "limit"])).Select(value => (long)value).Should().Equal(1, (long)Limit.TotalMilliseconds);
    }

    [Fact]
    public async Task Projects_that_are_too_long_or_no_text_are_noted_as_any_project()
    {
        var one = Grabber();
        var lead = await LeadsAsync(one);

        await one.NoteAsync(lead.Epoch, 7, [new string('x', 70_000)], Limit, Never);
        await one.NoteAsync(lead.Epoch, 8, ["a/\ud800"], Limit, Never);

        (await one.BegunAsync(Never)).Actions.Select(noted => noted.Projects).Should().AllBeEquivalentTo(new[] { ActionProjects.Every });
    }

    [Fact]
    public async Task An_operator_releases_what_a_grabber_has_begun_that_is_gone_and_not_what_the_leader_runs()
    {
        var (one, two, three) = (Grabber(), Grabber(), Grabber());
        await one.NoteAsync((await LeadsAsync(one)).Epoch, 7, [], Limit, Never);
        await RunOutAsync();
        await two.NoteAsync((await LeadsAsync(two)).Epoch, 8, [], Limit, Never);

        (await three.DisownAsync(6, Never)).Should().BeFalse();
        (await three.DisownAsync(7, Never)).Should().BeTrue();
        (await three.DisownAsync(8, Never)).Should().BeNull();

        (await NotesAsync()).Should().Equal("action:8");
        (await LeadsAsync(two)).Noted.Should().BeEmpty();
    }

    [Fact]
    public async Task A_redis_that_is_out_of_memory_takes_a_note_all_the_same()
    {
        var one = Grabber();
        var first = await LeadsAsync(one);
        await _database.ExecuteAsync("CONFIG", ["SET", "maxmemory", "1mb"]);
        try
        {
            (await one.NoteAsync(first.Epoch, 7, [], Limit, Never)).Should().BeTrue();
        }
        finally
        {
            await _database.ExecuteAsync("CONFIG", ["SET", "maxmemory", "0"]);
        }

        one.Lasts(first.Epoch).Should().BeTrue();
        (await LeadsAsync(one)).IsNew.Should().BeFalse();
    }

    private async Task<IEnumerable<string>> NotesAsync() =>
        (await _database.HashKeysAsync(LeaseKey.Name)).Select(key => (string)key!).Where(key => key.StartsWith("action:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Every grabber sees the lead; then its end, which is in the future, is moved to now.</summary>
    private async Task RunOutAsync()
    {
        foreach (var grabber in _made.OfType<RedisLeadership>())
        {
            await grabber.LeadAsync(Never);
        }

        await _database.HashSetAsync(LeaseKey.Name, "until", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 1);
    }

    /// <summary>Moves the end of a note, by default to what is past.</summary>
    private async Task EndAsync(long actionId, DateTimeOffset end = default)
    {
        var text = (string)(await _database.HashGetAsync(LeaseKey.Name, $"action:{actionId}"))!;
        var ends = end == default ? 1 : end.ToUnixTimeMilliseconds();
        await _database.HashSetAsync(LeaseKey.Name, $"action:{actionId}", $$"""{"until":{{ends}}{{text[text.IndexOf(',')..]}}""");
    }

    private static async Task<Lead.Leader> LeadsAsync(RedisLeadership grabber) => (await grabber.LeadAsync(Never)).Should().BeOfType<Lead.Leader>().Subject;

    private RedisLeadership Grabber()
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        var grabber = new RedisLeadership(connection, Lease, Limit, _time);
        _made.Add(connection);
        _made.Add(grabber);
        return grabber;
    }
}
