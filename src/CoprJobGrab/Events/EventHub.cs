namespace CoprJobGrab;

/// <summary>Stamps each event and hands it to every sink. A sink that throws costs no other sink and not the loop.</summary>
internal sealed class EventHub(IEnumerable<IEventSink> sinks, TimeProvider time)
{
    private readonly SinkSlot[] _slots = [.. sinks.Select(sink => new SinkSlot(sink))];

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        jobGrabEvent.When = time.GetUtcNow();
        foreach (var slot in _slots)
        {
            slot.Emit(jobGrabEvent, this);
        }
    }

    private void TellOthers(SinkSlot failed, SinkFailed jobGrabEvent)
    {
        jobGrabEvent.When = time.GetUtcNow();
        foreach (var slot in _slots)
        {
            if (slot != failed)
            {
                slot.EmitQuietly(jobGrabEvent);
            }
        }
    }

    private sealed class SinkSlot(IEventSink sink)
    {
        private readonly string _name = sink.GetType().Name;
        private long _failures;

        public void Emit(JobGrabEvent jobGrabEvent, EventHub hub)
        {
            try
            {
                sink.Emit(jobGrabEvent);
            }
#pragma warning disable CA1031 // A sink is the host's code; whatever it throws must not reach the loop.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                var failures = Interlocked.Increment(ref _failures);
                // The first failure and then every power of two: a sink that throws for each event must not double the events of all others.
                if (long.IsPow2(failures))
                {
                    hub.TellOthers(this, new SinkFailed(_name, fault, failures));
                }
            }
        }

        public void EmitQuietly(JobGrabEvent jobGrabEvent)
        {
            try
            {
                sink.Emit(jobGrabEvent);
            }
#pragma warning disable CA1031 // As above; a failure to tell of a failure is counted and not told.
            catch (Exception)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref _failures);
            }
        }
    }
}
