using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>A grabber takes the lead while what its predecessor has decided about a cancel is on its way to the frontend.</summary>
public sealed class NewLeadCancelsSpecs : IAsyncDisposable
{
    private static readonly TaskSourceException Away = new(TaskSourceFault.BadStatus, "500");

    private readonly CancelWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_first_cycle_hands_out_nothing_that_the_predecessor_has_cancelled()
    {
        var young = await TakeOverAsync();
        young.Cancels.Request("7");

        var report = await young.RunCycleAsync();

        _world.Pop().Should().BeFalse("{0}", report);
        report.Held.Should().Be(1);
    }

    [Fact]
    public async Task The_first_cycle_hands_out_nothing_whose_cancel_it_hears_of_only_then()
    {
        var young = _world.Grabber();
        young.List(Some.Build("7"), Some.Build("8"));
        young.Cancels.Request("7");

        (await young.RunCycleAsync()).Should().Match<CycleReport>(report => report.Held == 1 && report.Enqueued == 1);
    }

    [Fact]
    public async Task Without_the_list_of_requests_what_was_cancelled_is_held_and_everything_else_goes_on()
    {
        var young = await TakeOverAsync(Some.Build("8"));
        young.Cancels.OnFetch = _ => throw Away;

        (await young.RunCycleAsync()).Should().Match<CycleReport>(report => report.Held == 1 && report.Enqueued == 1);
        (await young.RunCycleAsync()).Held.Should().Be(1);

        young.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.CancelRequests).Should().ContainSingle().Which.Error.Should().Be(Away);
        young.Cancels.OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete([]));
        (await RunTwoCyclesAsync(young)).Requeued.Should().Be(1, "the frontend lists it, and its user does not want it cancelled");
    }

    [Fact]
    public async Task A_list_of_requests_that_hangs_delays_a_cycle_by_seconds()
    {
        var young = await TakeOverAsync(Some.Build("8"));
        young.Cancels.OnFetch = async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return new Listing<string>.NoNews(null);
        };
        var before = young.Time.GetUtcNow();

        var cycle = young.RunCycleAsync();
        await Until.TrueAsync(() => cycle.IsCompleted, () => young.Time.Advance(TimeSpan.FromSeconds(1)));

        (await cycle).Should().Match<CycleReport>(report => report.Held == 1 && report.Enqueued == 1);
        (young.Time.GetUtcNow() - before).Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Where_the_frontend_has_no_such_list_a_released_task_that_is_listed_is_handed_out()
    {
        var young = await TakeOverAsync();
        young.Cancels.OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.NoNews(null));

        (await RunTwoCyclesAsync(young)).Requeued.Should().Be(1);
    }

    [Fact]
    public async Task A_list_that_was_asked_for_in_an_earlier_lead_is_not_followed()
    {
        var (old, young) = (_world.Grabber(), _world.Grabber());
        await old.RunCycleAsync();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<Listing<string>>();
        old.Cancels.OnFetch = async _ =>
        {
            asked.TrySetResult();
            return await answer.Task;
        };
        var serving = old.RunCancelsAsync();
        await asked.Task;
        await young.RunCycleAsync();
        (await old.RunCycleAsync()).Role.Should().Be(GrabberRole.Standby);
        await old.RunCycleAsync();

        answer.SetResult(new Listing<string>.Complete(["7"]));
        await serving;

        old.Grabber.CancelledByUsers.Should().BeEmpty();
    }

    /// <summary>What had ended is handed out when two lists have it, an interval apart.</summary>
    private static async Task<CycleReport> RunTwoCyclesAsync(CoprJobGrabHarness young)
    {
        (await young.RunCycleAsync()).Should().Match<CycleReport>(report => report.Held == 1 && report.Requeued == 0);
        young.Time.Advance(TimeSpan.FromSeconds(10));
        return await young.RunCycleAsync();
    }

    /// <summary>7 waited, and its cancel is decided, written and being told by the grabber before.</summary>
    private async Task<CoprJobGrabHarness> TakeOverAsync(params BuildTask[] others)
    {
        var (old, young) = (_world.Grabber(), _world.Grabber());
        old.List(Some.Build("7"));
        (await old.RunCycleAsync()).Enqueued.Should().Be(1);
        old.Cancels.OnAnswer = (_, stop) => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        old.Cancels.Request("7");
        (await old.RunCancelsAsync()).Removed.Should().Be(1);
        young.List([Some.Build("7"), .. others]);
        return young;
    }
}
