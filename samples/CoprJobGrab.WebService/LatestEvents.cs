using System.Collections.Concurrent;

namespace CoprJobGrab.WebService;

/// <summary>A sink of the host's own: the latest events, for people who look at the page.</summary>
internal sealed class LatestEvents : IEventSink
{
    private const int Most = 100;

    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines.Reverse();

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        _lines.Enqueue($"{jobGrabEvent.When:u} {jobGrabEvent.Message}");
        while (_lines.Count > Most && _lines.TryDequeue(out _))
        {
        }
    }
}
