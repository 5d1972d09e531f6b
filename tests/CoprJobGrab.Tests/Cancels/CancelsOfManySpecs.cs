using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>Cancels with several grabbers at one store, with workers that hold leases, and after a loss.</summary>
public sealed class CancelsOfManySpecs : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly CancelWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_worker_with_a_lease_is_told_and_the_claim_ends_when_it_stops()
    {
        var grabber = _world.Grabber();
        await EnqueueAsync(grabber, "7");
        var taken = await _world.Leasing.TakeAsync("0", Lease, CancellationToken.None);
        grabber.Cancels.Request("7");

        (await grabber.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 1, Running = 1 });

        await grabber.Cancels.Taken.WaitForAsync(new CancelAnswer("7", true));
        grabber.Events.Of<TaskCancelled>(cancelled => cancelled.UnstoppableIn is not null).Should().BeEmpty();
        grabber.List();
        await grabber.AdvanceAsync(TimeSpan.FromMinutes(1));
        var told = await _world.Leasing.RenewAsync(taken!, Lease, CancellationToken.None);
        told!.IsCancelled.Should().BeTrue("absence does not end what a worker holds");
        await _world.Leasing.FinishAsync(told, ReleaseReason.Cancelled, CancellationToken.None);
        await grabber.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await grabber.Grabber.PlanAsync()).Observed.Claims.Should().BeEmpty();
    }

    [Fact]
    public async Task What_stands_in_the_list_without_a_claim_is_claimed_before_a_cancel_is_decided()
    {
        var grabber = _world.Grabber();
        await EnqueueAsync(grabber, "7");
        _world.Store.Groups["0"].LoseClaims();
        grabber.Cancels.Request("7");

        (await grabber.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 1, Removed = 1 });

        await grabber.Cancels.Taken.WaitForAsync(new CancelAnswer("7", false));
        _world.Pop().Should().BeFalse();
    }

    [Fact]
    public async Task A_grabber_that_takes_over_in_mid_cancel_answers_what_the_one_before_could_not_tell()
    {
        var (old, young) = (_world.Grabber(), _world.Grabber());
        await EnqueueAsync(old, "waiting", "taken");
        var given = new TaskCompletionSource<CancellationToken>();
        old.Cancels.OnAnswer = (_, stop) =>
        {
            given.TrySetResult(stop);
            return new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        };
        old.Cancels.Request("waiting");
        (await old.RunCancelsAsync()).Removed.Should().Be(1);
        var stopped = await given.Task;
        _world.Pop().Should().BeTrue();

        await young.RunCycleAsync();
        young.Cancels.Request("waiting", "taken");
        (await young.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 2, Removed = 1, Running = 1 });

        await young.Cancels.Taken.WaitForCountAsync(2);
        young.Cancels.Taken.Items.Should().BeEquivalentTo([new CancelAnswer("waiting", false), new CancelAnswer("taken", true)]);
        (await young.RunCycleAsync()).Cancelled.Should().Be(0, "the claim had ended before");

        old.Cancels.Request("taken");
        (await old.RunCancelsAsync()).Role.Should().Be(GrabberRole.Standby);
        // Who leads no more tells no more; its calls end beside the step.
        var ended = new TaskCompletionSource();
        await using var registration = stopped.Register(ended.SetResult);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        old.Grabber.CancelledByUsers.Should().BeEmpty();
        old.Cancels.Taken.Items.Should().BeEmpty();
    }

    private static async Task EnqueueAsync(CoprJobGrabHarness grabber, params string[] taskIds)
    {
        grabber.List(taskIds.Select(id => Plans.Task(id)));
        (await grabber.RunCycleAsync()).Enqueued.Should().Be(taskIds.Length);
    }
}
