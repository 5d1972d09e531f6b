using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionLanesSpecs : IAsyncLifetime
{
    private readonly LanesFixture _lanes = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task A_handler_is_given_the_action_as_it_was_listed()
    {
        var record = SomeAction.Task(811) with { Data = """{"ownername": "jdoe"}""", ObjectType = "copr", ObjectId = 9 };
        ActionTask? given = null;
        _lanes.Handler.OnHandle = (attempt, _) =>
        {
            given = attempt.Action;
            return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done("made"));
        };

        _lanes.Offer(new ActionListing(811) { Record = record });
        await _lanes.IsReportedAsync(811);

        given.Should().BeSameAs(record);
        _lanes.Reporter.Taken.Items.Should().Equal(new ActionReport(811, Succeeded: true, "made"));
        _lanes.Events.Events.Select(happened => happened.GetType()).Should().Equal(typeof(ActionStarted), typeof(ActionFinished), typeof(ActionReported));
    }

    [Fact]
    public async Task Two_actions_without_builds_are_handled_in_order()
    {
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);

        _lanes.Started.Should().Equal(1, 2);
        _lanes.Handler.MostAtOnce.Should().Be(1);
    }

    [Fact]
    public async Task The_actions_of_one_project_that_were_made_in_one_second_run_by_priority_and_then_by_id()
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(1795485028);
        _lanes.Source.OnFetchAction = (listing, _) => ValueTask.FromResult(SomeAction.Task(listing.Id) with { CreatedOn = second });

        _lanes.Offer(
            SomeAction.Bare(5, priority: 60), SomeAction.Bare(2, priority: -70), SomeAction.Bare(4), SomeAction.Bare(3), SomeAction.Bare(1, priority: -99));
        await _lanes.IsReportedAsync(5);

        _lanes.Started.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task An_urgent_action_that_is_listed_while_another_of_its_project_pauses_waits_for_that_one()
    {
        var attempts = 0;
        _lanes.Handler.OnHandle = (attempt, _) =>
            attempt.Action.Id == 1 && ++attempts < 2 ? throw new IOException("disk full") : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
        _lanes.Offer(SomeAction.Whole(1, priority: 60));
        var retrying = await _lanes.Events.WaitForAsync<ActionRetrying>();

        _lanes.Offer(SomeAction.Whole(1, priority: 60), SomeAction.Whole(2, priority: -99));
        await _lanes.SettleAsync();
        _lanes.Time.Advance(retrying.After);
        await _lanes.IsReportedAsync(2);

        _lanes.Started.Should().Equal(1, 1, 2);
    }

    [Fact]
    public async Task A_handler_that_throws_each_time_costs_no_other_action()
    {
        _lanes.Handler.OnHandle = (attempt, _) =>
            attempt.Action.Id == 1 ? throw new IOException("disk full") : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());

        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.IsReportedAsync(2);
        var retrying = await _lanes.Events.WaitForAsync<ActionRetrying>();

        retrying.Should().BeEquivalentTo(new { Action = new { Id = 1 }, Attempt = 1, Reason = "disk full", After = TimeSpan.FromSeconds(5) });
    }

    [Fact]
    public async Task A_list_with_a_null_in_it_is_refused_where_it_is_offered_and_the_lanes_go_on()
    {
        var offer = () => _lanes.Offer(SomeAction.Whole(1), null!);

        offer.Should().Throw<TaskSourceException>().WithMessage("Element 1 of the action list is null*").Which.Fault.Should().Be(TaskSourceFault.WrongShape);
        _lanes.Offer(SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        _lanes.Started.Should().Equal(2);
    }

    [Fact]
    public async Task A_list_that_throws_throws_where_it_is_offered_and_the_lanes_go_on()
    {
        IEnumerable<ActionListing> Broken()
        {
            yield return SomeAction.Whole(1);
            throw new IOException("the list is gone");
        }

        var offer = () => _lanes.Lanes.Offer(new(new LazyList<ActionListing>(Broken())), _lanes.Now(), LanesFixture.Lead);

        offer.Should().Throw<IOException>();
        _lanes.Offer(SomeAction.Whole(2));
        await _lanes.IsReportedAsync(2);
        _lanes.Started.Should().Equal(2);
    }

    [Fact]
    public async Task What_goes_wrong_inside_a_step_is_told_and_costs_no_other_action()
    {
        _lanes.Random = () => throw new InvalidOperationException("no dice");
        _lanes.Handler.OnHandle = (attempt, _) =>
            attempt.Action.Id == 1 ? throw new IOException("disk full") : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());

        _lanes.Offer(SomeAction.Whole(1, "a/one"));
        (await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.Actions)).Error!.Message.Should().Be("no dice");
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));

        await _lanes.IsReportedAsync(2);
    }

    [Fact]
    public async Task That_nobody_handles_anything_is_told_once_when_actions_are_listed()
    {
        _lanes.Registrations.Clear();

        _lanes.Offer();
        await _lanes.SettleAsync();
        _lanes.Events.Events.Should().BeEmpty();
        _lanes.Offer(SomeAction.Bare(1), SomeAction.Bare(2));
        _lanes.Offer(SomeAction.Bare(3));
        await _lanes.SettleAsync();

        _lanes.Events.Of<ActionUnhandled>(unhandled => unhandled.Action is null).Should().ContainSingle().Which.Count.Should().Be(2);
        _lanes.Source.AskedRecords.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Another_project_does_not_wait()
    {
        _lanes.HoldHandlers(1);

        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"), SomeAction.Whole(3, "b/two"));
        await _lanes.IsReportedAsync(3);
        await _lanes.SettleAsync();

        _lanes.Started.Should().BeEquivalentTo([1L, 3L]);
        _lanes.Release(1);
        await _lanes.IsReportedAsync(2);
    }

    [Fact]
    public async Task No_more_run_side_by_side_than_the_limit_and_the_most_urgent_is_next()
    {
        _lanes.Options.MaxParallel = 2;
        _lanes.HoldHandlers(1, 2);

        _lanes.Offer(SomeAction.Whole(1, "a/1"), SomeAction.Whole(2, "a/2"));
        await _lanes.Handler.Begun.WaitForCountAsync(2);
        _lanes.HoldHandlers(4);
        _lanes.Offer(
            SomeAction.Whole(1, "a/1"), SomeAction.Whole(2, "a/2"), SomeAction.Whole(3, "a/3", priority: 60), SomeAction.Whole(4, "a/4", priority: -99));
        await _lanes.SettleAsync();
        _lanes.Started.Should().HaveCount(2);

        _lanes.Release(1);
        await _lanes.Handler.Begun.WaitForCountAsync(3);
        _lanes.Started[2].Should().Be(4);
        _lanes.Release(2);
        await _lanes.IsReportedAsync(3);
        _lanes.Handler.MostAtOnce.Should().Be(2);
    }

    [Fact]
    public async Task An_action_that_nobody_handles_is_reported_once_and_holds_nothing()
    {
        _lanes.Registrations[0] = new ActionHandlerRegistration(ActionType.CreateRepo, _ => _lanes.Handler);
        _lanes.Source.OnFetchAction = (listing, _) =>
            ValueTask.FromResult(SomeAction.Task(listing.Id, type: listing.Id == 1 ? ActionType.LegalFlag : ActionType.CreateRepo));

        _lanes.Offer(SomeAction.Bare(1), SomeAction.Bare(2));
        await _lanes.IsReportedAsync(2);
        _lanes.Offer(SomeAction.Bare(1));
        _lanes.Offer(SomeAction.Bare(1));
        await _lanes.WhenIdleAsync();

        _lanes.Events.Of<ActionUnhandled>(unhandled => unhandled.Action is not null).Should().ContainSingle().Which.Action!.Id.Should().Be(1);
        _lanes.Source.AskedRecords.Items.Should().BeEquivalentTo([1L, 2L]);
        _lanes.Started.Should().Equal(2);
    }

    [Fact]
    public async Task Without_any_handler_no_record_is_asked_for()
    {
        _lanes.Registrations.Clear();

        _lanes.Offer(SomeAction.Bare(1), SomeAction.Whole(2));
        await _lanes.WhenIdleAsync();

        _lanes.Source.AskedRecords.Items.Should().BeEmpty();
        _lanes.Events.Of<ActionUnhandled>(unhandled => unhandled.Action is not null).Should().ContainSingle().Which.Action!.Id.Should().Be(2);
    }

    [Fact]
    public async Task What_left_the_list_before_it_began_is_forgotten()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.Handler.Begun.WaitForAsync(1);

        _lanes.Offer();
        (await _lanes.Lanes.CountAsync()).Should().Be(1, "the running one is remembered");
        _lanes.Release(1);
        await _lanes.IsReportedAsync(1);
        _lanes.Offer();

        (await _lanes.Lanes.CountAsync()).Should().Be(0);
        _lanes.Started.Should().Equal(1);
    }

    [Fact]
    public async Task What_left_the_list_while_it_ran_holds_its_project_until_it_ends()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Handler.Begun.WaitForAsync(1);

        _lanes.Offer(SomeAction.Whole(2));
        await _lanes.SettleAsync();
        _lanes.Started.Should().Equal(1);

        _lanes.Release(1);
        await _lanes.IsReportedAsync(2);
        _lanes.Reporter.Taken.Items.Select(report => report.ActionId).Should().BeEquivalentTo([1L, 2L]);
    }

    [Fact]
    public async Task Of_equal_ids_in_a_list_the_first_counts()
    {
        _lanes.Offer(SomeAction.Whole(1, "a/first"), SomeAction.Whole(1, "b/second"));
        await _lanes.IsReportedAsync(1);
        await _lanes.WhenIdleAsync();

        _lanes.Events.Of<ActionStarted>().Should().ContainSingle().Which.Action.OldValue.Should().Be("a/first");
    }

    [Fact]
    public async Task An_older_list_that_comes_late_changes_nothing()
    {
        var earlier = _lanes.Now();
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.Handler.Begun.WaitForAsync(1);

        _lanes.OfferFrom(earlier, SomeAction.Whole(3, "c/three"));
        (await _lanes.Lanes.CountAsync()).Should().Be(2);
        _lanes.Release(1);
        await _lanes.IsReportedAsync(2);
        _lanes.Started.Should().Equal(1, 2);
    }

    private sealed class LazyList<T>(IEnumerable<T> items) : IReadOnlyList<T>
    {
        public int Count => 2;

        public T this[int index] => items.ElementAt(index);

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
