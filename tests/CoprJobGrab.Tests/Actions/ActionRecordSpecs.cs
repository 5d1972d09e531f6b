using System.Collections.Concurrent;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionRecordSpecs : IAsyncLifetime
{
    private static readonly TaskSourceException Refused = new(TaskSourceFault.BadStatus, "status 500");

    private readonly LanesFixture _lanes = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task A_record_that_cannot_be_had_holds_only_the_actions_of_its_owner()
    {
        _lanes.Source.OnFetchAction = (listing, _) => listing.Id == 1 ? throw Refused : ValueTask.FromResult(SomeAction.Task(listing.Id, $"x/{listing.Id}"));

        _lanes.Offer(SomeAction.Bare(1, "jdoe"), SomeAction.Bare(2, "jdoe"), SomeAction.Bare(3, "other"), SomeAction.Bare(4, owner: null));
        await _lanes.IsReportedAsync(3);
        await _lanes.IsReportedAsync(4);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().BeEquivalentTo([3L, 4L]);
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Id = "1", Error = Refused });
    }

    [Fact]
    public async Task A_record_is_asked_for_again_after_a_pause_and_then_its_owner_goes_on_in_order()
    {
        var answers = 0;
        _lanes.Source.OnFetchAction = (listing, _) =>
            listing.Id == 1 && ++answers < 3 ? throw Refused : ValueTask.FromResult(SomeAction.Task(listing.Id));

        _lanes.Offer(SomeAction.Bare(1), SomeAction.Bare(2));
        await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord);
        await _lanes.WhenIdleAsync();
        _lanes.Time.Advance(TimeSpan.FromSeconds(5));
        await _lanes.Source.AskedRecords.WaitForCountAsync(3);
        await _lanes.WhenIdleAsync();
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord).Should().HaveCount(2);
        _lanes.Time.Advance(TimeSpan.FromSeconds(10));
        await _lanes.IsReportedAsync(2);

        _lanes.Started.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Until_the_first_answer_nothing_behind_it_starts()
    {
        var answer = new TaskCompletionSource<ActionTask>();
        _lanes.Source.OnFetchAction = (_, _) => new ValueTask<ActionTask>(answer.Task);

        _lanes.Offer(SomeAction.Bare(1, "jdoe"), SomeAction.Whole(2, "other/two"));
        await _lanes.Source.AskedRecords.WaitForCountAsync(1);
        await _lanes.SettleAsync();
        _lanes.Started.Should().BeEmpty("the record may be that of a fork of other/two");

        answer.SetResult(SomeAction.Task(1, "jdoe/one"));
        await _lanes.IsReportedAsync(2);
    }

    [Fact]
    public async Task The_record_of_the_most_urgent_action_is_asked_for_before_those_that_wait_their_turn()
    {
        var (first, rest) = (new TaskCompletionSource(), new TaskCompletionSource());
        _lanes.Source.OnFetchAction = async (listing, _) =>
        {
            await (listing.Id == 1 ? first : rest).Task;
            return SomeAction.Task(listing.Id, $"x/{listing.Id}");
        };

        ActionListing[] many = [.. Enumerable.Range(1, 100).Select(id => SomeAction.Bare(id))];
        _lanes.Offer(many);
        await _lanes.Source.AskedRecords.WaitForCountAsync(4);
        _lanes.Offer([.. many, SomeAction.Bare(101, priority: -99)]);
        await _lanes.SettleAsync();
        first.SetResult();
        await _lanes.Source.AskedRecords.WaitForCountAsync(5);

        _lanes.Source.AskedRecords.Items[4].Should().Be(101);
        rest.SetResult();
        await _lanes.Reporter.Taken.WaitForCountAsync(101);
    }

    [Fact]
    public async Task At_most_four_records_are_asked_for_at_once()
    {
        var answer = new TaskCompletionSource();
        _lanes.Source.OnFetchAction = async (listing, _) =>
        {
            await answer.Task;
            return SomeAction.Task(listing.Id, $"x/{listing.Id}");
        };

        _lanes.Offer(Enumerable.Range(1, 20).Select(id => SomeAction.Bare(id)));
        await _lanes.Source.AskedRecords.WaitForCountAsync(4);
        await _lanes.SettleAsync();
        _lanes.Source.AskedRecords.Items.Should().HaveCount(4);

        answer.SetResult();
        await _lanes.Reporter.Taken.WaitForCountAsync(20);
    }

    [Fact]
    public async Task A_source_that_never_answers_is_given_up_after_five_seconds_at_first_and_after_ten_minutes_later()
    {
        _lanes.Source.OnFetchAction = (_, _) => new ValueTask<ActionTask>(new TaskCompletionSource<ActionTask>().Task);

        _lanes.Offer(SomeAction.Bare(1));
        await _lanes.Source.AskedRecords.WaitForCountAsync(1);
        _lanes.Time.Advance(TimeSpan.FromSeconds(5));
        var failed = await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord);
        failed.Error.Should().BeOfType<TaskSourceException>().Which.Fault.Should().Be(TaskSourceFault.TimedOut);

        await _lanes.SettleAsync();
        _lanes.Time.Advance(TimeSpan.FromSeconds(5));
        await _lanes.Source.AskedRecords.WaitForCountAsync(2);
        _lanes.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        await _lanes.SettleAsync();
        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord).Should().ContainSingle();
        _lanes.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _lanes.Events.WaitForAsync<StepFailed>(again => again.Step == GrabberStep.ActionRecord && again != failed);
    }

    [Fact]
    public async Task Records_that_hang_hold_an_action_that_is_known_for_seconds_only_even_those_that_are_not_asked_for_yet()
    {
        _lanes.Source.OnFetchAction = (_, _) => new ValueTask<ActionTask>(new TaskCompletionSource<ActionTask>().Task);

        _lanes.Offer([.. Enumerable.Range(1, 200).Select(id => SomeAction.Bare(id, owner: null)), SomeAction.Whole(201, "other/two")]);
        await _lanes.Source.AskedRecords.WaitForCountAsync(4);
        await _lanes.SettleAsync();
        _lanes.Started.Should().BeEmpty();
        _lanes.Time.Advance(TimeSpan.FromSeconds(10));
        await _lanes.IsReportedAsync(201);
    }

    [Fact]
    public async Task Records_that_are_asked_for_again_and_hang_delay_no_new_one()
    {
        var asked = new ConcurrentDictionary<long, bool>();
        _lanes.Source.OnFetchAction = (listing, _) => listing.Id > 20 ? ValueTask.FromResult(SomeAction.Task(listing.Id, "other/two"))
            : asked.TryAdd(listing.Id, true) ? throw Refused
            : new ValueTask<ActionTask>(new TaskCompletionSource<ActionTask>().Task);
        _lanes.Options.LongestPause = _lanes.Options.FirstPause;
        ActionListing[] hanging = [.. Enumerable.Range(1, 20).Select(id => SomeAction.Bare(id, owner: null))];
        _lanes.Offer(hanging);
        await _lanes.WhenIdleAsync();
        _lanes.Time.Advance(TimeSpan.FromSeconds(5));
        await _lanes.Source.AskedRecords.WaitForCountAsync(24);

        _lanes.Offer([.. hanging, SomeAction.Bare(21, owner: null)]);
        await _lanes.IsReportedAsync(21);
    }

    [Fact]
    public async Task Whatever_a_source_throws_or_returns_is_a_failed_record()
    {
        _lanes.Source.OnFetchAction = (listing, _) => listing.Id switch
        {
            1 => throw new OperationCanceledException(),
            2 => ValueTask.FromException<ActionTask>(new InvalidOperationException("bug")),
            3 => ValueTask.FromResult<ActionTask>(null!),
            4 => ValueTask.FromResult(SomeAction.Task(5)),
            _ => ValueTask.FromResult(SomeAction.Task(listing.Id)),
        };

        _lanes.Offer(Enumerable.Range(1, 6).Select(id => SomeAction.Bare(id, owner: $"owner-{id}")));
        await _lanes.IsReportedAsync(6);

        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord).Select(failed => (failed.Id, failed.Error!.GetType())).Should()
            .BeEquivalentTo(new[]
            {
                ("1", typeof(OperationCanceledException)),
                ("2", typeof(InvalidOperationException)),
                ("3", typeof(TaskSourceException)),
                ("4", typeof(TaskSourceException)),
            });
    }

    [Fact]
    public async Task A_record_that_comes_after_its_action_left_the_list_is_dropped()
    {
        var answer = new TaskCompletionSource<ActionTask>();
        _lanes.Source.OnFetchAction = (_, _) => new ValueTask<ActionTask>(answer.Task);
        _lanes.Offer(SomeAction.Bare(1));
        await _lanes.Source.AskedRecords.WaitForCountAsync(1);

        _lanes.Offer();
        await _lanes.SettleAsync();
        answer.SetResult(SomeAction.Task(1));
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().BeEmpty();
        (await _lanes.Lanes.CountAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_record_that_fails_after_its_action_left_the_list_is_nobodys_concern()
    {
        var answer = new TaskCompletionSource<ActionTask>();
        _lanes.Source.OnFetchAction = (_, _) => new ValueTask<ActionTask>(answer.Task);
        _lanes.Offer(SomeAction.Bare(1));
        await _lanes.Source.AskedRecords.WaitForCountAsync(1);

        _lanes.Offer();
        await _lanes.SettleAsync();
        answer.SetException(Refused);
        await _lanes.WhenIdleAsync();

        _lanes.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.ActionRecord).Should().BeEmpty();
    }
}
