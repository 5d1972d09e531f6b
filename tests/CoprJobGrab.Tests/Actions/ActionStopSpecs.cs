using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionStopSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LanesFixture _lanes = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task What_runs_may_end_and_is_reported_and_nothing_new_starts()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _lanes.Handler.Begun.WaitForCountAsync(1);

        var stop = _lanes.Lanes.StopAsync(Patience, CancellationToken.None);
        _lanes.Offer(SomeAction.Whole(1), SomeAction.Whole(2), SomeAction.Whole(3, "b/two"));
        await _lanes.SettleAsync();
        stop.IsCompleted.Should().BeFalse();
        _lanes.Events.Of<ActionsAwaited>().Should().ContainSingle().Which.Should().BeEquivalentTo(new { Count = 1, Patience });
        _lanes.Release(1);
        await stop;

        _lanes.Started.Should().Equal(1);
        _lanes.Reporter.Taken.Items.Should().Equal(new ActionReport(1, true, null));
        _lanes.Events.Of<ActionInterrupted>().Should().BeEmpty();
    }

    [Fact]
    public async Task What_still_runs_after_the_patience_is_interrupted_and_that_is_no_failure()
    {
        _lanes.Options.MaxAttempts = 1;
        _lanes.Handler.OnHandle = async (attempt, token) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
            }
            catch (OperationCanceledException) when (attempt.Action.Id == 2)
            {
                throw new IOException("the program was killed");
            }

            return new ActionOutcome.Done();
        };
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.Handler.Begun.WaitForCountAsync(2);

        var stop = _lanes.Lanes.StopAsync(Patience, CancellationToken.None);
        await _lanes.SettleAsync();
        _lanes.Time.Advance(Patience);
        await stop.InTimeAsync();

        _lanes.Events.Of<ActionInterrupted>().Select(interrupted => interrupted.Action.Id).Should().BeEquivalentTo([1L, 2L]);
        _lanes.Reporter.Tries.Items.Should().BeEmpty();
        _lanes.Events.Of<ActionRetrying>().Should().BeEmpty();
    }

    [Fact]
    public async Task The_token_of_what_runs_is_cancelled_when_the_patience_is_over_and_not_before()
    {
        var given = new TaskCompletionSource<CancellationToken>();
        _lanes.Handler.OnHandle = async (_, token) =>
        {
            given.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
            return new ActionOutcome.Done();
        };
        _lanes.Offer(SomeAction.Whole(1));
        var running = await given.Task;

        var stop = _lanes.Lanes.StopAsync(Patience, CancellationToken.None);
        await _lanes.SettleAsync();
        _lanes.Time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        await _lanes.SettleAsync();
        running.IsCancellationRequested.Should().BeFalse();

        _lanes.Time.Advance(TimeSpan.FromMilliseconds(1));
        await running.WhenCancelledAsync();
        await stop.InTimeAsync();
    }

    [Fact]
    public async Task What_does_not_heed_its_token_is_given_up()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Handler.Begun.WaitForCountAsync(1);

        using var hurry = new CancellationTokenSource();
        var stop = _lanes.Lanes.StopAsync(Patience, hurry.Token);
        await hurry.CancelAsync();
        await stop.InTimeAsync();

        _lanes.Events.Of<ActionInterrupted>().Should().ContainSingle();
        _lanes.Release(1);
        await _lanes.Handler.Ended.WaitForCountAsync(1);
        _lanes.Reporter.Tries.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task An_outstanding_report_has_one_more_try()
    {
        _lanes.Reporter.OnReport = (_, _) => throw new TaskSourceException(TaskSourceFault.BadStatus, "status 503");
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.Id == "1");
        await _lanes.Events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action && failed.Id == "2");
        _lanes.Reporter.OnReport = (report, _) =>
            report.ActionId == 1 ? ValueTask.CompletedTask : throw new TaskSourceException(TaskSourceFault.BadStatus, "status 503");

        await _lanes.Lanes.StopAsync(Patience, CancellationToken.None).InTimeAsync();

        _lanes.Reporter.Taken.Items.Should().Equal(new ActionReport(1, true, null));
        _lanes.Reporter.Tries.Items.Should().HaveCount(4);
        _lanes.Events.Of<ReportFailed>(failed => failed.Report == ReportKind.Action).Last().After.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_last_try_of_a_report_is_bounded_by_the_token()
    {
        var given = new TaskCompletionSource<CancellationToken>();
        _lanes.Reporter.OnReport = async (_, token) =>
        {
            given.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
        };
        _lanes.Offer(SomeAction.Whole(1));
        await given.Task.InTimeAsync();

        using var hurry = new CancellationTokenSource();
        var stop = _lanes.Lanes.StopAsync(Patience, hurry.Token);
        await hurry.CancelAsync();
        await stop.InTimeAsync();

        await (await given.Task).WhenCancelledAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_without_an_answer_holds_a_stop_no_longer_than_the_patience_and_ten_seconds(bool handlerHangs)
    {
        _lanes.Reporter.OnReport = async (_, token) => await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, token);
        _lanes.HoldHandlers(handlerHangs ? [2] : []);
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.Reporter.Tries.WaitForCountAsync(handlerHangs ? 1 : 2);

        var began = _lanes.Time.GetTimestamp();
        var stop = _lanes.Lanes.StopAsync(Patience, CancellationToken.None);
        while (await Task.WhenAny(stop, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)) != stop)
        {
            _lanes.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // A wait may begin a second after the one before it has ended on this clock.
        _lanes.Time.GetElapsedTime(began).Should().BeCloseTo(Patience + TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3));
        _lanes.Events.Of<ReportFailed>(failed => failed.Report == ReportKind.Action).Should()
            .HaveCount(handlerHangs ? 1 : 2).And.OnlyContain(failed => failed.After == TimeSpan.Zero);
    }

    [Fact]
    public async Task After_a_stop_everything_is_harmless()
    {
        var waiting = _lanes.Lanes.WhenIdleAsync(CancellationToken.None);
        await _lanes.Lanes.StopAsync(Patience, CancellationToken.None);

        await _lanes.Lanes.StopAsync(Patience, CancellationToken.None);
        _lanes.Offer(SomeAction.Whole(1));
        await waiting;
        await _lanes.WhenIdleAsync();
        await _lanes.Lanes.DisposeAsync();
        _lanes.Started.Should().BeEmpty();
    }

    [Fact]
    public async Task Idle_means_that_nothing_runs_and_not_that_nothing_pauses()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1));
        var idle = _lanes.WhenIdleAsync();
        await _lanes.SettleAsync();
        idle.IsCompleted.Should().BeFalse();

        _lanes.Held[1].SetException(new IOException("disk full"));
        await idle;

        _lanes.Events.Of<ActionRetrying>().Should().ContainSingle();
    }

    [Fact]
    public async Task Waiting_for_idle_can_be_given_up()
    {
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1));
        using var patience = new CancellationTokenSource();
        var idle = _lanes.Lanes.WhenIdleAsync(patience.Token);
        await patience.CancelAsync();

        await FluentActions.Awaiting(() => idle).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task What_was_given_up_and_ends_late_is_not_reported()
    {
        var taken = new TaskCompletionSource();
        _lanes.Reporter.OnReport = (_, _) => new ValueTask(taken.Task);
        _lanes.HoldHandlers(1);
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"));
        await _lanes.Reporter.Tries.WaitForCountAsync(1);

        var stop = _lanes.Lanes.StopAsync(Patience, CancellationToken.None);
        var givenUp = _lanes.Events.WaitForAsync<ActionInterrupted>();
        while (!givenUp.IsCompleted)
        {
            _lanes.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        _lanes.Release(1);
        await _lanes.Handler.Ended.WaitForAsync(1);
        await _lanes.SettleAsync();
        taken.SetResult();
        await stop.InTimeAsync();
        _lanes.Events.Of<ActionFinished>().Should().ContainSingle().Which.Action.Id.Should().Be(2);
    }

    [Fact]
    public async Task A_handler_that_blocks_the_cancelling_of_its_token_blocks_no_stop()
    {
        using var gate = new ManualResetEventSlim();
        _lanes.Handler.OnHandle = async (_, token) =>
        {
            token.Register(() => gate.Wait(CancellationToken.None));
            await Task.Delay(Timeout.InfiniteTimeSpan, _lanes.Time, CancellationToken.None);
            return new ActionOutcome.Done();
        };
        _lanes.Offer(SomeAction.Whole(1));
        await _lanes.Handler.Begun.WaitForCountAsync(1);

        using var hurry = new CancellationTokenSource();
        var stop = _lanes.Lanes.StopAsync(Patience, hurry.Token);
        await hurry.CancelAsync();
        await stop.InTimeAsync();
        gate.Set();
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Whatever_a_step_throws_a_stop_and_a_dispose_end(Type fault)
    {
        // The random numbers of pauses are drawn inside the loop's steps.
        _lanes.Random = () => throw (Exception)Activator.CreateInstance(fault)!;
        _lanes.Reporter.OnReport = (_, _) => throw new IOException("away");
        _lanes.Source.OnFetchAction = (listing, _) => throw new IOException("away");
        _lanes.Handler.OnHandle = (attempt, _) =>
            attempt.Action.Id == 1 ? throw new IOException("disk full") : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
        _lanes.Offer(SomeAction.Whole(1, "a/one"), SomeAction.Whole(2, "b/two"), SomeAction.Bare(3, "c"));
        await _lanes.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.Actions);
        await _lanes.SettleAsync();

        using var hurry = new CancellationTokenSource();
        var stop = _lanes.Lanes.StopAsync(Patience, hurry.Token);
        await hurry.CancelAsync();
        await stop.InTimeAsync();
        await _lanes.Lanes.DisposeAsync().AsTask().InTimeAsync();
    }
}
