using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Events;

public sealed class EventHubSpecs : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly RecordingEventSink _recorded = new();
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<JobGrabEvent> _passed = [];

    public void Dispose() => _open.Set();

    [Fact]
    public async Task A_function_as_a_sink_is_called_by_its_name_when_it_fails()
    {
        using var hub = new EventHub(
            [EventSink.Create(_ => throw new IOException("full"), "audit"), EventSink.Create(_ => throw new IOException("full")), _recorded], _time);

        hub.Emit(new GrabberStopped());

        await _recorded.WaitForAsync<SinkFailed>(failed => failed.Sink == "audit");
        await _recorded.WaitForAsync<SinkFailed>(failed => failed.Sink == "FunctionSink");
    }

    [Fact]
    public void An_event_has_the_time_at_which_it_was_told()
    {
        new EventHub([_recorded], _time).Emit(new RecordsListed(RecordList.Builds, 1));

        _recorded.Events.Single().When.Should().Be(_time.GetUtcNow());
    }

    [Fact]
    public async Task A_sink_that_throws_costs_the_others_nothing_and_is_told_at_each_doubling()
    {
        await using var hub = new EventHub([EventSink.Create(_ => throw new InvalidOperationException("full")), _recorded], _time);

        for (var number = 1; number <= 9; number++)
        {
            hub.Emit(new RecordsListed(RecordList.Builds, number));
        }

        await _recorded.WaitForAsync<SinkFailed>(failed => failed.Failures == 8);
        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();
        _recorded.Of<RecordsListed>(listed => listed.List == RecordList.Builds).Select(listed => listed.Count).Should().Equal(Enumerable.Range(1, 9));
        _recorded.Of<SinkFailed>().Select(failed => failed.Failures).Should().Equal(1, 2, 4, 8);
        _recorded.Of<SinkFailed>().Should().OnlyContain(failed => failed.Error!.Message == "full" && failed.When == _time.GetUtcNow());
    }

    [Fact]
    public void A_sink_without_a_buffer_that_throws_is_told_at_once()
    {
        var hub = new EventHub([new ThrowingInlineSink(), _recorded], _time);

        hub.Emit(new GrabberStopped());

        _recorded.Events.Select(told => told.GetType()).Should().Equal(typeof(SinkFailed), typeof(GrabberStopped));
        _recorded.Of<SinkFailed>().Single().Sink.Should().Be(nameof(ThrowingInlineSink));
    }

    [Fact]
    public async Task Two_sinks_that_throw_do_not_tell_each_other_for_ever()
    {
        var hub = new EventHub([new ThrowingInlineSink(), new ThrowingInlineSink(), _recorded], _time);

        await Task.Run(() => hub.Emit(new GrabberStopped()), TestContext.Current.CancellationToken)
            .WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);

        _recorded.Of<SinkFailed>().Should().HaveCount(2);
    }

    [Fact]
    public async Task What_a_blocked_sink_loses_is_told_at_once_and_then_once_a_minute()
    {
        var hub = await HubWithBlockedSinkAsync();

        EmitMany(hub, BufferedSink.Capacity + 5);
        _recorded.Of<MessagesDropped>(dropped => dropped.Sink is not null).Select(dropped => dropped.Count).Should().Equal(1);

        _time.Advance(TimeSpan.FromSeconds(61));
        hub.Emit(new RecordsListed(RecordList.Builds, 1));
        _recorded.Of<MessagesDropped>(dropped => dropped.Sink is not null).Select(dropped => dropped.Count).Should().Equal(1, 5);
    }

    [Fact]
    public async Task A_blocked_sink_hears_of_its_own_loss_before_what_follows()
    {
        var hub = await HubWithBlockedSinkAsync();
        EmitMany(hub, BufferedSink.Capacity + 5);

        _open.Set();

        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();
        _passed[0].Should().BeOfType<GrabberStopped>();
        _passed[1].Should().BeOfType<MessagesDropped>().Which.Count.Should().Be(5);
        _passed.OfType<RecordsListed>().Select(listed => listed.Count).Should().Equal(Enumerable.Range(5, BufferedSink.Capacity));
    }

    [Fact]
    public async Task A_flush_waits_for_every_sink()
    {
        await using var hub = new EventHub([EventSink.Create(_passed.Add)], _time);
        EmitMany(hub, 1_000);

        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();

        _passed.Should().HaveCount(1_000);
    }

    [Fact]
    public async Task A_flush_has_a_deadline()
    {
        var hub = await HubWithBlockedSinkAsync();

        var flush = hub.FlushAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken).AsTask();
        flush.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(4));

        (await flush.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken)).Should().BeFalse();
    }

    [Fact]
    public async Task The_end_of_the_hub_flushes()
    {
        var hub = new EventHub([EventSink.Create(_passed.Add)], _time);
        EmitMany(hub, 1_000);

        await hub.DisposeAsync();

        _passed.Should().HaveCount(1_000);
    }

    [Fact]
    public async Task A_sink_that_was_waited_for_in_vain_at_a_stop_is_not_waited_for_again_at_the_end()
    {
        var hub = await HubWithBlockedSinkAsync();
        var flush = hub.FlushAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(3));
        (await flush).Should().BeFalse();

        // The clock stands, so that a second patience would not end.
        await hub.DisposeAsync().AsTask().WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_is_told_after_the_end_is_dropped()
    {
        var hub = new EventHub([EventSink.Create(_passed.Add), _recorded], _time);
        await hub.DisposeAsync();

        hub.Emit(new GrabberStopped());

        _passed.Should().BeEmpty();
        _recorded.Of<MessagesDropped>(dropped => dropped.Sink is not null).Single().Count.Should().Be(1);
    }

    private static void EmitMany(EventHub hub, int count)
    {
        for (var number = 0; number < count; number++)
        {
            hub.Emit(new RecordsListed(RecordList.Builds, number));
        }
    }

    /// <summary>One event is in the sink's hands; what follows waits in the buffer.</summary>
    private async Task<EventHub> HubWithBlockedSinkAsync()
    {
        var hub = new EventHub([EventSink.Create(Block), _recorded], _time);
        hub.Emit(new GrabberStopped());
        await _entered.Task.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        return hub;
    }

    private void Block(JobGrabEvent jobGrabEvent)
    {
        _entered.TrySetResult();
        _open.Wait();
        _passed.Add(jobGrabEvent);
    }

    private sealed class ThrowingInlineSink : IInlineSink
    {
        public void Emit(JobGrabEvent jobGrabEvent) => throw new InvalidOperationException("broken");
    }
}
