using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

public sealed class InterruptibleQueueSpecs
{
    private readonly InMemoryBuildQueue _memory = new("0");
    private readonly InterruptibleQueue _queue;

    public InterruptibleQueueSpecs() => _queue = new InterruptibleQueue(_memory);

    [Fact]
    public async Task A_call_that_fails_before_has_done_nothing()
    {
        var plan = Plans.Enqueue(await ObserveAsync(), "0", "a");
        _queue.Interrupt(QueueCall.Apply, QueueFault.FailsBefore);

        await ApplyAsync(plan).Awaiting(task => task).Should().ThrowAsync<BuildQueueException>();

        (await ObserveAsync()).Claims.Should().BeEmpty();
        (await ApplyAsync(plan)).Single().Enqueued.Should().Equal("a");
    }

    [Fact]
    public async Task A_call_that_fails_after_has_done_everything()
    {
        var plan = Plans.Enqueue(await ObserveAsync(), "0", "a");
        _queue.Interrupt(QueueCall.Apply, QueueFault.FailsAfter);

        await ApplyAsync(plan).Awaiting(task => task).Should().ThrowAsync<BuildQueueException>();

        (await ObserveAsync()).Claims.Keys.Should().Equal("a");
    }

    [Theory]
    [InlineData(QueueFault.HangsBefore, false)]
    [InlineData(QueueFault.HangsAfter, true)]
    public async Task A_call_that_hangs_goes_on_when_the_queue_is_mended(QueueFault fault, bool isDone)
    {
        var plan = Plans.Enqueue(await ObserveAsync(), "0", "a");
        _queue.Interrupt(QueueCall.Apply, fault);
        var applying = ApplyAsync(plan);
        await _queue.Hung.WaitForAsync(QueueCall.Apply);

        applying.IsCompleted.Should().BeFalse();
        (await ObserveAsync()).Claims.ContainsKey("a").Should().Be(isDone);
        _queue.Mend();

        (await applying).Single().Enqueued.Should().Equal("a");
    }

    [Fact]
    public async Task A_call_that_hangs_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        _queue.Interrupt(QueueCall.Observe, QueueFault.HangsBefore);
        var observing = _queue.ObserveAsync(stop.Token).AsTask();
        await stop.CancelAsync();

        await observing.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Faults_come_in_their_order_and_each_once()
    {
        _queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore, QueueFault.FailsAfter);

        await this.Awaiting(test => test.ObserveAsync()).Should().ThrowAsync<BuildQueueException>().WithMessage("*before*");
        await this.Awaiting(test => test.ObserveAsync()).Should().ThrowAsync<BuildQueueException>().WithMessage("*after*");
        await ObserveAsync();
    }

    [Fact]
    public async Task Faults_that_have_not_come_are_forgotten_when_the_queue_is_mended()
    {
        _queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore);
        _queue.Mend();

        (await ObserveAsync()).Groups.Should().ContainKey("0");
    }

    private Task<QueueState> ObserveAsync() => _queue.ObserveAsync(CancellationToken.None).AsTask();

    private Task<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan) => _queue.ApplyAsync(plan, CancellationToken.None).AsTask();
}
