using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>
/// Each begun action is noted before it begins, until its result is kept or it runs no more; and what others have noted is waited for, project by project.
/// </summary>
public sealed class BegunActionSpecs : IAsyncDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly BuildQueueException StoreAway = new("the store is away");

    private readonly ScriptedActionNotes _notes = new();
    private readonly ScriptedOutcomeStore _outcomes = new();
    private readonly LanesFixture _lanes;

    public BegunActionSpecs() => _lanes = new LanesFixture { Notes = _notes, Outcomes = _outcomes };

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task An_action_is_noted_with_its_projects_before_it_begins_and_not_any_more_when_its_result_is_kept()
    {
        IReadOnlyDictionary<long, IReadOnlyList<string>>? during = null;
        _lanes.Handler.OnHandle = (_, _) =>
        {
            during = new Dictionary<long, IReadOnlyList<string>>(_notes.Kept);
            return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
        };
        _lanes.Reporter.OnReport = (_, _) => throw new TaskSourceException(TaskSourceFault.Unreachable, "refused");

        _lanes.Offer(SomeAction.Whole(1, "a/one"));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        await _lanes.WhenIdleAsync();

        during.Should().ContainSingle().Which.Value.Should().Equal("a/one");
        _notes.Asked.Items.Should().Equal("note 1", "remove 1");
        _outcomes.Asked.Items.Should().Equal("save 1");
    }

    [Fact]
    public async Task A_result_that_is_neither_kept_nor_taken_leaves_the_note_until_it_is_one_of_the_two()
    {
        _outcomes.OnAsked = _ => throw StoreAway;
        _lanes.Reporter.OnReport = (_, _) =>
            _lanes.Reporter.Tries.Items.Count == 1 ? throw new TaskSourceException(TaskSourceFault.Unreachable, "refused") : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action);
        await _lanes.WhenIdleAsync();
        _notes.Kept.Should().ContainKey(1);

        _lanes.Time.Advance(_lanes.Options.LongestPause);
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        _notes.Kept.Should().BeEmpty();
    }

    [Fact]
    public async Task An_action_that_pauses_runs_nowhere_and_is_not_noted_until_its_next_attempt()
    {
        _lanes.Handler.OnHandle = (_, _) => throw new IOException("a fault that passes");
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Events.WaitForAsync<ActionRetrying>();
        await _lanes.WhenIdleAsync();
        _notes.Kept.Should().BeEmpty();

        _lanes.Time.Advance(_lanes.Options.LongestPause);
        await _notes.Asked.WaitForCountAsync(4);
        _notes.Asked.Items.Should().Equal("note 1", "remove 1", "note 1", "remove 1");
    }

    [Fact]
    public async Task A_refused_note_lets_nothing_begin_until_a_lead_that_lasts_offers_it()
    {
        _notes.Takes = epoch => epoch == 2;
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().BeEmpty();
        _notes.Asked.Items.Should().Equal(["note 1"], "it is not tried again, and the note of another is not touched");

        Offer(new ActionLead(2, () => true, []), SomeAction.Whole(1));
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task A_note_that_may_have_been_written_goes_and_the_action_begins_with_a_later_list()
    {
        var away = true;
        _notes.OnAsked = _ => Volatile.Read(ref away) ? throw StoreAway : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();
        _lanes.Started.Should().BeEmpty();
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionNotes).Should().HaveCount(2);

        Volatile.Write(ref away, false);
        _lanes.Offer();
        await _lanes.WhenIdleAsync();
        _notes.Asked.Items.Should().Equal("note 1", "remove 1", "remove 1");

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task The_time_limit_counts_from_before_the_note_so_that_others_wait_long_enough()
    {
        _lanes.HoldHandlers(1);
        var written = new TaskCompletionSource();
        var given = new TaskCompletionSource<CancellationToken>();
        _lanes.Handler.OnHandle = async (_, stop) =>
        {
            given.SetResult(stop);
            return await _lanes.Held[1].Task;
        };
        _notes.OnAsked = what => what == "note 1" ? new ValueTask(written.Task) : ValueTask.CompletedTask;
        _lanes.Offer(SomeAction.Whole(1));
        await _notes.Asked.WaitForCountAsync(1);
        _lanes.Time.Advance(TimeSpan.FromSeconds(9));
        written.SetResult();
        await _lanes.Handler.Begun.WaitForCountAsync(1);

        _lanes.Time.Advance(_lanes.Options.TimeLimit - TimeSpan.FromSeconds(9));

        var cancelled = new TaskCompletionSource();
        await using var registration = (await given.Task).Register(cancelled.SetResult);
        await cancelled.Task.InTimeAsync();
        _lanes.Release(1);
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task An_action_whose_note_came_after_the_lead_had_ended_does_not_begin_and_its_note_goes()
    {
        var leads = true;
        _notes.OnAsked = what =>
        {
            Volatile.Write(ref leads, false);
            return ValueTask.CompletedTask;
        };
        Offer(new ActionLead(1, () => Volatile.Read(ref leads), []), SomeAction.Whole(1));
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().BeEmpty();
        _notes.Asked.Items.Should().Equal("note 1", "remove 1");
    }

    [Fact]
    public async Task What_another_may_still_run_waits_with_all_that_shares_a_project_and_everything_else_begins()
    {
        Offer(LeadAfter(new Noted(1, ["a/one"])), SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"), SomeAction.Whole(3, "b/two"));
        await _lanes.IsReportedAsync(3);
        await _lanes.WhenIdleAsync();
        _lanes.Started.Should().Equal(3);

        Offer(LeadAfter(), SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"));
        await _lanes.IsReportedAsync(2);

        _lanes.Started.Should().Equal(3, 1, 2);
    }

    [Fact]
    public async Task An_action_of_another_that_names_no_project_holds_itself_alone()
    {
        Offer(LeadAfter(new Noted(1, [])), SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"));
        await _lanes.IsReportedAsync(2);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().Equal(2);
    }

    [Fact]
    public async Task What_others_may_still_run_takes_no_place_in_the_limit()
    {
        _lanes.Options.MaxParallel = 1;
        Offer(LeadAfter(new Noted(1, ["a/one"]), new Noted(2, ["b/two"])), SomeAction.Whole(3, "c/three"));

        await _lanes.IsReportedAsync(3);
    }

    [Fact]
    public async Task A_kept_result_voids_the_note_of_another_and_its_project_goes_on_at_once()
    {
        await _outcomes.SaveAsync(new ActionReport(1, true, null), Stop);
        // A list that was asked for after the report was taken would have no action 1.
        var offered = new TaskCompletionSource();
        _lanes.Reporter.OnReport = async (_, _) => await offered.Task;
        NotedAction[] noted = [Of(new(1, ["a/one"])), Of(new(2, ["b/two"]))];

        var left = await _lanes.Lanes.ResumeAsync(1, noted, Stop);
        Offer(new ActionLead(1, () => true, left!), SomeAction.Whole(1, "a/one"), SomeAction.Whole(3, "a/one"));
        offered.SetResult();
        await _lanes.IsReportedAsync(1);
        await _lanes.IsReportedAsync(3);
        await _lanes.WhenIdleAsync();

        left.Should().ContainSingle().Which.ActionId.Should().Be(2);
        _notes.Asked.Items.Should().Contain("remove others' 1");
        _lanes.Started.Should().Equal(3);
    }

    [Fact]
    public async Task A_note_of_another_goes_before_its_result_is_reported_and_forgotten_so_that_nobody_waits_for_it_later()
    {
        await _outcomes.SaveAsync(new ActionReport(1, true, null), Stop);
        var away = true;
        _notes.OnAsked = _ => Volatile.Read(ref away) ? throw StoreAway : ValueTask.CompletedTask;

        var left = await _lanes.Lanes.ResumeAsync(1, [Of(new(1, ["a/one"]))], Stop);
        await _lanes.WhenIdleAsync();
        left.Should().BeNull("no list may be offered until the note is gone");
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionNotes).Should().ContainSingle();
        (await _outcomes.KeptAsync()).Should().Equal(1);

        Volatile.Write(ref away, false);
        (await _lanes.Lanes.ResumeAsync(1, [Of(new(1, ["a/one"]))], Stop)).Should().BeEmpty();
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();
        (await _outcomes.KeptAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_note_goes_as_soon_as_the_result_is_kept_and_not_only_when_the_frontend_has_answered()
    {
        var answer = new TaskCompletionSource();
        _lanes.Reporter.OnReport = async (_, _) => await answer.Task;

        _lanes.Offer(SomeAction.Whole(1));
        await _notes.Asked.WaitForCountAsync(2);

        _notes.Asked.Items.Should().Equal("note 1", "remove 1");
        answer.SetResult();
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();
        _notes.Asked.Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_result_that_is_read_again_while_others_are_waited_for_is_neither_reported_nor_told_twice()
    {
        await _outcomes.SaveAsync(new ActionReport(1, true, null), Stop);
        _outcomes.OnAsked = what => what == "remove 1" ? throw StoreAway : ValueTask.CompletedTask;
        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        await _lanes.Lanes.ResumeAsync(1, [], Stop);
        await _lanes.WhenIdleAsync();

        _lanes.Reporter.Tries.Items.Should().ContainSingle();
        _lanes.Events.Of<RecordsListed>(listed => listed.List == RecordList.StoredResults).Should().ContainSingle();
    }

    [Fact]
    public async Task A_stop_that_gives_a_handler_up_leaves_its_note()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.IsReportedAsync(2);
        var stop = _lanes.Lanes.StopAsync(TimeSpan.Zero, CancellationToken.None);
        while (!stop.IsCompleted)
        {
            _lanes.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        _notes.Kept.Keys.Should().Equal(1);
        _lanes.Release(1);
    }

    [Fact]
    public async Task A_stop_whose_handlers_end_leaves_no_note()
    {
        _lanes.Handler.OnHandle = async (_, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, stop);
            return new ActionOutcome.Done();
        };
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Handler.Begun.WaitForCountAsync(1);

        await _lanes.Lanes.StopAsync(TimeSpan.Zero, CancellationToken.None).InTimeAsync();

        _notes.Kept.Should().BeEmpty();
    }

    private void Offer(ActionLead lead, params IEnumerable<ActionListing> actions) => _lanes.Lanes.Offer(SomeAction.List(actions), _lanes.Now(), lead);

    private static ActionLead LeadAfter(params Noted[] others) => new(1, () => true, [.. others.Select(Of)]);

    private static NotedAction Of(Noted noted) => new(noted.Id, noted.Projects, "the one before", default);

    private sealed record Noted(long Id, string[] Projects);
}
