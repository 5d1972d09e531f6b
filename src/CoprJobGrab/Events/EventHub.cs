using System.Collections.Concurrent;
using CoprJobGrab.Model;

namespace CoprJobGrab.Events;

/// <summary>Stamps each event and hands it to every sink. A sink that throws or blocks costs no other sink and not the loop.</summary>
internal sealed class EventHub(IEnumerable<IEventSink> sinks, TimeProvider time, GrabberName? name = null) : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan DisposePatience = TimeSpan.FromSeconds(5);

    private readonly SinkSlot[] _slots = Slots(sinks, time, name?.Value);
    private volatile bool _patienceIsSpent;

    /// <summary>How many reports of a kind the frontend has not taken; each outbox says it for itself.</summary>
    public ConcurrentDictionary<ReportKind, Func<int>> Outstanding { get; } = [];

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        (jobGrabEvent.When, jobGrabEvent.Grabber) = (time.GetUtcNow(), name?.Value);
        foreach (var slot in _slots)
        {
            slot.Emit(jobGrabEvent);
        }

        TellDrops(atOnce: false);
    }

    /// <summary>Waits until every sink has passed on what it was given.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait earlier.</param>
    /// <returns>False when a sink was not ready in time.</returns>
    public async ValueTask<bool> FlushAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        TellDrops(atOnce: true);
        using var deadline = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await Task.WhenAll(_slots.Select(slot => slot.Sink.FlushAsync(both.Token))).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            _patienceIsSpent = true;
            return false;
        }
    }

    /// <summary>
    /// Flushes and ends. A sink that was not ready in time for a flush before is not waited for again: a stop flushes, and the host disposes.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!_patienceIsSpent)
        {
            await FlushAsync(DisposePatience).ConfigureAwait(false);
        }

        Dispose();
    }

    /// <summary>Ends the buffers that the hub has made; what is in them is dropped.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Sink.End();
        }
    }

    private static SinkSlot[] Slots(IEnumerable<IEventSink> sinks, TimeProvider time, string? grabber)
    {
        SinkSlot[] slots = [.. sinks.Select(sink => new SinkSlot(sink.Inline(time), time, grabber))];
        foreach (var slot in slots)
        {
            slot.Others = [.. slots.Where(other => other != slot)];
            slot.Sink.TellFailuresTo(slot.Failed);
        }

        return slots;
    }

    private void TellDrops(bool atOnce)
    {
        foreach (var slot in _slots)
        {
            slot.TellDrops(atOnce);
        }
    }

    private sealed class SinkSlot(IInlineSink sink, TimeProvider time, string? grabber)
    {
        private readonly DropReport _drops = new(sink.Name, time);
        private long _failures;

        public IInlineSink Sink => sink;

        public IReadOnlyList<SinkSlot> Others { get; set; } = [];

        public void Emit(JobGrabEvent jobGrabEvent)
        {
            try
            {
                sink.Emit(jobGrabEvent);
            }
#pragma warning disable CA1031 // Whatever a sink throws must not reach the loop.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Failed(fault);
            }
        }

        public void TellDrops(bool atOnce)
        {
            if (_drops.Due(sink.Dropped, atOnce) is { } dropped)
            {
                TellOthers(dropped);
            }
        }

        public void Failed(Exception fault)
        {
            var failures = Interlocked.Increment(ref _failures);
            // The first failure and then every power of two: a sink that throws for each event must not double the events of all others.
            if (long.IsPow2(failures))
            {
                TellOthers(new SinkFailed(sink.Name, failures) { Error = fault, When = time.GetUtcNow() });
            }
        }

        private void TellOthers(JobGrabEvent jobGrabEvent)
        {
            jobGrabEvent.Grabber = grabber;
            foreach (var other in Others)
            {
                other.EmitQuietly(jobGrabEvent);
            }
        }

        private void EmitQuietly(JobGrabEvent jobGrabEvent)
        {
            try
            {
                sink.Emit(jobGrabEvent);
            }
#pragma warning disable CA1031 // A failure to tell of a failure is counted and not told: telling it could go on for ever.
            catch (Exception)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref _failures);
            }
        }
    }
}
