using CoprJobGrab.Telemetry;

namespace CoprJobGrab.Events;

/// <summary>Turns events into measurements: each event says what it measures.</summary>
internal sealed class MeasuringSink(GrabberMeter meter) : IInlineSink
{
    public void Emit(JobGrabEvent jobGrabEvent) => jobGrabEvent.Measure(meter);
}
