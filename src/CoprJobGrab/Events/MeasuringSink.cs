using CoprJobGrab.Telemetry;

namespace CoprJobGrab.Events;

/// <summary>
/// Turns events into measurements: each event says what it measures. Also tells what listeners of the host's throw, to measurements and to spans.
/// </summary>
internal sealed class MeasuringSink(GrabberMeter meter) : IInlineSink
{
    private Action<Exception>? _tellFailure;

    public void Emit(JobGrabEvent jobGrabEvent) => jobGrabEvent.Measure(meter);

    public void TellFailuresTo(Action<Exception> tell)
    {
        _tellFailure = tell;
        meter.TellFailuresTo(tell);
        Spans.ListenerFailed += tell;
    }

    void IInlineSink.End() => Spans.ListenerFailed -= _tellFailure;
}
