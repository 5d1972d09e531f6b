using System.Collections.Concurrent;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>What a handler is told of its attempt, and the limits of single types of action.</summary>
public sealed class HandlerLimitSpecs : IAsyncLifetime
{
    private readonly ScriptedActionNotes _notes = new();
    private readonly LanesFixture _lanes;

    public HandlerLimitSpecs() => _lanes = new LanesFixture { Notes = _notes };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task A_handler_is_told_which_attempt_it_is_and_whether_it_is_the_last()
    {
        var told = new ConcurrentQueue<(int Number, bool IsLast)>();
        _lanes.Handler.OnHandle = (attempt, _) =>
        {
            told.Enqueue((attempt.Number, attempt.IsLast));
            return told.Count == 2
                ? ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Deferred(DateTimeOffset.MinValue))
                : throw new IOException($"disk {told.Count} is full");
        };

        _lanes.Offer(SomeAction.Whole(1));
        _lanes.Time.Advance((await _lanes.Events.WaitForAsync<ActionRetrying>(retrying => retrying.Attempt == 1)).After);
        _lanes.Time.Advance((await _lanes.Events.WaitForAsync<ActionDeferred>()).After);
        _lanes.Time.Advance((await _lanes.Events.WaitForAsync<ActionRetrying>(retrying => retrying.Attempt == 2)).After);
        await _lanes.IsReportedAsync(1);

        told.Should().Equal((1, false), (2, false), (2, false), (3, true));
    }

    [Fact]
    public async Task What_a_handler_throws_stands_on_the_events_of_the_attempt_and_of_the_result_with_its_type_and_trace()
    {
        _lanes.Options.MaxAttempts = 2;
        _lanes.Handler.OnHandle = (_, _) => ThrowAsync();

        _lanes.Offer(SomeAction.Whole(1));
        var retrying = await _lanes.Events.WaitForAsync<ActionRetrying>();
        _lanes.Time.Advance(retrying.After);
        var finished = await _lanes.Events.WaitForAsync<ActionFinished>();

        foreach (var error in new[] { retrying.Error, finished.Error })
        {
            error.Should().BeOfType<EndOfStreamException>().Which.StackTrace.Should().Contain(nameof(ThrowAsync));
        }

        finished.Error.Should().NotBeSameAs(retrying.Error);
        finished.ToJson().Should().Contain(nameof(ThrowAsync));
        finished.Report.Message.Should().Be("half a key", "the user is told what went wrong, and not where");
    }

    [Fact]
    public async Task A_result_that_no_exception_made_has_none()
    {
        _lanes.Handler.OnHandle = (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed("no such chroot"));

        _lanes.Offer(SomeAction.Whole(1));

        (await _lanes.Events.WaitForAsync<ActionFinished>()).Error.Should().BeNull();
    }

    [Fact]
    public async Task A_deferral_tells_its_reason()
    {
        _lanes.Handler.OnHandle = (_, _) =>
            ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Deferred(_lanes.Time.GetUtcNow().AddMinutes(1), "the signer is being moved"));

        _lanes.Offer(SomeAction.Whole(1));

        var deferred = await _lanes.Events.WaitForAsync<ActionDeferred>();
        deferred.Reason.Should().Be("the signer is being moved");
        deferred.Message.Should().EndWith(": the signer is being moved");
        (deferred with { Reason = null }).Message.Should().EndWith("after 60 s: its handler gave no reason");
    }

    [Fact]
    public async Task A_type_has_its_own_time_limit_in_the_note_that_others_read_too()
    {
        _lanes.Options.For(ActionType.GenGpgKey).TimeLimit = TimeSpan.FromMinutes(2);
        _lanes.Options.For(ActionType.RawhideToRelease).TimeLimit = TimeSpan.FromHours(5);
        _lanes.Options.For(ActionType.Delete).MaxParallel = 9;
        _lanes.Handler.OnHandle = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
            return new ActionOutcome.Done();
        };

        _lanes.Offer(
            SomeAction.Whole(1, "a/1", ActionType.GenGpgKey), SomeAction.Whole(2, "b/2", ActionType.RawhideToRelease),
            SomeAction.Whole(3, "c/3", ActionType.Delete), SomeAction.Whole(4, "d/4", (ActionType)77));
        await _lanes.Handler.Begun.WaitForCountAsync(4);
        _lanes.Time.Advance(TimeSpan.FromMinutes(2));
        var first = await _lanes.Events.WaitForAsync<ActionRetrying>();
        (first.Action.Id, first.Reason).Should().Be((1, "The handler did not end within its time limit of 2 min."));
        first.Error.Should().BeAssignableTo<OperationCanceledException>();
        _lanes.Time.Advance(_lanes.Options.TimeLimit - TimeSpan.FromMinutes(2));
        await _lanes.Events.WaitForAsync<ActionRetrying>(retrying => retrying.Action.Id == 3);
        await _lanes.Events.WaitForAsync<ActionRetrying>(retrying => retrying.Action.Id == 4);
        _lanes.Events.Of<ActionRetrying>(retrying => retrying.Action.Id == 2).Should().BeEmpty();

        _notes.Limits.Should().BeEquivalentTo(new Dictionary<long, TimeSpan>
        {
            [1] = TimeSpan.FromMinutes(2), [2] = TimeSpan.FromHours(5), [3] = _lanes.Options.TimeLimit, [4] = _lanes.Options.TimeLimit,
        });
        _lanes.Options.LongestTimeLimit.Should().Be(TimeSpan.FromHours(5));
        new ActionOptions().LongestTimeLimit.Should().Be(new ActionOptions().TimeLimit);
    }

    [Fact]
    public async Task A_type_at_its_limit_waits_and_holds_up_its_project_alone()
    {
        await using var lanes = new LanesFixture();
        lanes.Options.For(ActionType.GenGpgKey).MaxParallel = 1;
        lanes.HoldHandlers(1, 3);

        lanes.Offer(
            SomeAction.Whole(1, "a/1", ActionType.GenGpgKey), SomeAction.Whole(2, "b/2", ActionType.GenGpgKey), SomeAction.Whole(3, "b/2"),
            SomeAction.Whole(4, "c/3", ActionType.GenGpgKey), SomeAction.Whole(5, "d/4"));
        await lanes.IsReportedAsync(5);
        await lanes.SettleAsync();
        lanes.Started.Should().Equal(1, 5);

        lanes.Release(1);
        await lanes.IsReportedAsync(4);
        lanes.Started.Should().Equal(1, 5, 2, 4, 3);
        lanes.Release(3);
        await lanes.IsReportedAsync(3);
    }

    private static async ValueTask<ActionOutcome> ThrowAsync()
    {
        await Task.Yield();
        throw new EndOfStreamException("half a key");
    }
}
