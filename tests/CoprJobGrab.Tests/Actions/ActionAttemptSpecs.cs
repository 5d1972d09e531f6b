using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionAttemptSpecs : IAsyncLifetime
{
    private static readonly ActionOutcome Done = new ActionOutcome.Done();

    private readonly LanesFixture _lanes = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task A_throwing_handler_is_tried_again_after_pauses_and_then_reported_failed_with_the_reason()
    {
        _lanes.Handler.OnHandle = (attempt, _) => attempt.Action.Id == 1 ? throw new IOException("disk full") : ValueTask.FromResult(Done);

        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        var first = await _lanes.Events.WaitForAsync<ActionRetrying>(retrying => retrying.Attempt == 1);
        _lanes.Time.Advance(first.After);
        var second = await _lanes.Events.WaitForAsync<ActionRetrying>(retrying => retrying.Attempt == 2);
        await _lanes.SettleAsync();
        _lanes.Started.Should().Equal([1, 1], "the second action of the project waits");
        _lanes.Time.Advance(second.After);
        await _lanes.IsReportedAsync(2);

        (first.After, second.After).Should().Be((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)));
        _lanes.Reporter.Taken.Items[0].Should().Be(new ActionReport(1, Succeeded: false, "disk full"));
        _lanes.Started.Should().Equal(1, 1, 1, 2);
        _lanes.Events.Of<ActionStarted>().Select(started => started.Attempt).Should().Equal(1, 2, 3, 1);
    }

    [Fact]
    public async Task It_is_not_tried_before_the_pause_is_over()
    {
        _lanes.Handler.OnHandle = (_, _) => throw new IOException("disk full");
        _lanes.Offer(SomeAction.Whole(1));
        var retrying = await _lanes.Events.WaitForAsync<ActionRetrying>();

        _lanes.Time.Advance(retrying.After - TimeSpan.FromMilliseconds(1));
        await _lanes.SettleAsync();
        _lanes.Started.Should().HaveCount(1);

        _lanes.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _lanes.Handler.Begun.WaitForCountAsync(2);
    }

    [Fact]
    public async Task A_handler_that_says_failed_is_reported_at_once()
    {
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed("no such chroot"));

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.IsReportedAsync(1);

        _lanes.Reporter.Taken.Items.Should().Equal(new ActionReport(1, Succeeded: false, "no such chroot"));
        _lanes.Started.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_deferred_action_is_tried_then_and_no_attempt_is_counted()
    {
        var until = _lanes.Time.GetUtcNow().AddDays(100);
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult(_lanes.Time.GetUtcNow() < until ? new ActionOutcome.Deferred(until) : Done);

        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        (await _lanes.Events.WaitForAsync<ActionDeferred>()).Should()
            .BeEquivalentTo(new { Action = new { Id = 1L }, Until = until, After = TimeSpan.FromDays(100) - TimeSpan.FromMilliseconds(1) });
        for (var day = 1; day < 100; day++)
        {
            _lanes.Time.Advance(TimeSpan.FromDays(1));
            await _lanes.SettleAsync();
        }

        _lanes.Started.Should().Equal(1);
        _lanes.Time.Advance(TimeSpan.FromDays(1));
        await _lanes.IsReportedAsync(2);
        _lanes.Events.Of<ActionStarted>().Select(started => started.Attempt).Should().Equal(1, 1, 1);
        _lanes.Events.Of<ActionRetrying>().Should().BeEmpty("nothing went wrong");
    }

    [Fact]
    public async Task A_deferral_to_a_time_that_is_over_waits_the_first_pause()
    {
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Deferred(DateTimeOffset.MinValue));

        _lanes.Offer(SomeAction.Whole(1));

        (await _lanes.Events.WaitForAsync<ActionDeferred>()).After.Should().Be(_lanes.Options.FirstPause);
    }

    [Fact]
    public async Task A_handler_out_of_time_has_failed_once()
    {
        _lanes.Handler.OnHandle = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
            return Done;
        };

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Handler.Begun.WaitForCountAsync(1);
        _lanes.Time.Advance(_lanes.Options.TimeLimit);

        var retrying = await _lanes.Events.WaitForAsync<ActionRetrying>();
        retrying.Reason.Should().Be("The handler did not end within its time limit of 1 h.");
        retrying.Attempt.Should().Be(1);
    }

    [Fact]
    public async Task A_handler_that_does_not_heed_its_token_holds_its_project_alone()
    {
        _lanes.Options.MaxParallel = 2;
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"));
        await _lanes.Handler.Begun.WaitForCountAsync(1);
        _lanes.Time.Advance(_lanes.Options.TimeLimit);

        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "a/one"), SomeAction.Whole(3, "b/two"), SomeAction.Whole(4, "b/two"));
        await _lanes.IsReportedAsync(4);
        _lanes.Started.Should().Equal(1, 3, 4);

        _lanes.Release(1);
        await _lanes.IsReportedAsync(2);
        _lanes.Reporter.Taken.Items.Should().OnlyContain(report => report.Succeeded, "what it did counts, late as it was");
    }

    [Fact]
    public async Task What_a_handler_registered_with_its_token_and_what_throws_there_harms_nobody()
    {
        _lanes.Handler.OnHandle = async (_, token) =>
        {
            token.Register(() => throw new InvalidOperationException("bug"));
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
            return Done;
        };

        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Handler.Begun.WaitForCountAsync(1);
        var advance = () => _lanes.Time.Advance(_lanes.Options.TimeLimit);

        advance.Should().NotThrow();
        await _lanes.Events.WaitForAsync<ActionRetrying>();
    }

    [Fact]
    public async Task Whatever_a_handler_throws_or_returns_the_lanes_go_on()
    {
        _lanes.Options.MaxAttempts = 1;
        _lanes.Handler.OnHandle = (attempt, _) => attempt.Action.Id switch
        {
            1 => throw new OperationCanceledException("its own"),
            2 => ValueTask.FromException<ActionOutcome>(new AggregateException("several")),
            3 => ValueTask.FromResult<ActionOutcome>(null!),
            _ => ValueTask.FromResult(Done),
        };

        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2), SomeAction.Whole(3), SomeAction.Whole(4));
        await _lanes.IsReportedAsync(4);

        _lanes.Reporter.Taken.Items.Should().Equal(
            new ActionReport(1, Succeeded: false, "its own"),
            new ActionReport(2, Succeeded: false, "several"),
            new ActionReport(3, Succeeded: false, "The handler returned null, not an outcome."),
            new ActionReport(4, Succeeded: true, null));
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_does_not_block_the_others()
    {
        using var gate = new ManualResetEventSlim();
        _lanes.Handler.OnHandle = (attempt, _) =>
        {
            if (attempt.Action.Id == 1)
            {
                gate.Wait(CancellationToken.None);
            }

            return ValueTask.FromResult(Done);
        };

        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.IsReportedAsync(2);
        gate.Set();
        await _lanes.IsReportedAsync(1);
    }

    [Fact]
    public async Task An_action_that_leaves_the_list_while_it_pauses_is_not_tried_again()
    {
        _lanes.Handler.OnHandle = (_, _) => throw new IOException("disk full");
        _lanes.Offer(SomeAction.Whole(1));
        var retrying = await _lanes.Events.WaitForAsync<ActionRetrying>();

        _lanes.Offer();
        (await _lanes.Lanes.CountAsync()).Should().Be(0);
        _lanes.Time.Advance(retrying.After);
        await _lanes.WhenIdleAsync();

        _lanes.Started.Should().HaveCount(1);
    }
}
