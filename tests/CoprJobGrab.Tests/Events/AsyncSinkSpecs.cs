using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Events;

/// <summary>A sink that is an asynchronous function: it gets each event when it has done with the one before, and delays nobody.</summary>
public sealed class AsyncSinkSpecs
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly RecordingEventSink _others = new();
    private readonly Recording<JobGrabEvent> _taken = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private int _most;

    [Fact]
    public async Task It_gets_the_events_in_order_one_at_a_time_and_is_waited_for_at_the_end()
    {
        var hub = new EventHub([EventSink.Create(TakeAsync)], TimeProvider.System);

        for (var number = 1; number <= 100; number++)
        {
            hub.Emit(new RecordsListed(RecordList.Builds, number));
        }

        await hub.DisposeAsync();

        _taken.Items.Cast<RecordsListed>().Select(listed => listed.Count).Should().Equal(Enumerable.Range(1, 100));
        _most.Should().Be(1);

        async ValueTask TakeAsync(JobGrabEvent jobGrabEvent, CancellationToken stop)
        {
            _most = Math.Max(_most, Interlocked.Increment(ref _running));
            await Task.Yield();
            _taken.Add(jobGrabEvent);
            Interlocked.Decrement(ref _running);
        }
    }

    [Fact]
    public async Task While_it_waits_the_others_go_on_and_what_its_buffer_does_not_hold_is_counted()
    {
        using var hub = new EventHub([EventSink.Create(TakeAsync, "audit"), _others], TimeProvider.System);
        hub.Emit(new GrabberStopped());
        await _taken.WaitForCountAsync(1);

        for (var number = 0; number < BufferedSink.Capacity + 7; number++)
        {
            hub.Emit(new RecordsListed(RecordList.Builds, number));
        }

        (await hub.FlushAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken)).Should().BeFalse();
        _others.Of<RecordsListed>().Should().HaveCount(BufferedSink.Capacity + 7);
        _others.Of<MessagesDropped>().Should().OnlyContain(dropped => dropped.Sink == "audit");
        _others.Of<MessagesDropped>().Sum(dropped => dropped.Count).Should().Be(7);
        _open.SetResult();
        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();
        _taken.Items.OfType<MessagesDropped>().Sum(dropped => dropped.Count).Should().Be(7, "it must know itself that events are missing");
        _taken.Items.OfType<RecordsListed>().Should().HaveCount(BufferedSink.Capacity);

        async ValueTask TakeAsync(JobGrabEvent jobGrabEvent, CancellationToken stop)
        {
            _taken.Add(jobGrabEvent);
            await _open.Task.WaitAsync(stop);
        }
    }

    [Fact]
    public async Task One_that_fails_later_is_told_by_its_name_and_goes_on()
    {
        await using var hub = new EventHub([EventSink.Create(FailAsync, "audit"), EventSink.Create(FailAsync), _others], TimeProvider.System);

        hub.Emit(new GrabberStopped());

        await _others.WaitForAsync<SinkFailed>(failed => failed.Sink == "audit" && failed.Error!.Message == "full");
        await _others.WaitForAsync<SinkFailed>(failed => failed.Sink == "FunctionSink");

        static async ValueTask FailAsync(JobGrabEvent jobGrabEvent, CancellationToken stop)
        {
            await Task.Yield();
            throw new IOException("full");
        }
    }

    [Fact]
    public async Task The_end_of_the_grabber_cancels_what_it_waits_for_no_longer()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hub = new EventHub([EventSink.Create(TakeAsync)], TimeProvider.System);
        hub.Emit(new GrabberStopped());
        await _taken.WaitForCountAsync(1);

        hub.Dispose();

        await cancelled.Task.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);

        async ValueTask TakeAsync(JobGrabEvent jobGrabEvent, CancellationToken stop)
        {
            _taken.Add(jobGrabEvent);
            await _open.Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        }
    }

    [Fact]
    public void A_sink_of_the_hosts_may_pass_events_on_to_it()
    {
        var sink = EventSink.Create((jobGrabEvent, _) =>
        {
            _taken.Add(jobGrabEvent);
            return ValueTask.CompletedTask;
        });

        sink.Emit(new GrabberStopped());

        _taken.Items.Should().ContainSingle();
    }
}
