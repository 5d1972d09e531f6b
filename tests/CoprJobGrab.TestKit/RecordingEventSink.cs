using System.Collections.Concurrent;

namespace CoprJobGrab.TestKit;

/// <summary>Keeps every event, and lets a test wait for one instead of sleeping. It hears of an event before the emitter goes on.</summary>
public sealed class RecordingEventSink : IInlineSink
{
    private readonly ConcurrentQueue<JobGrabEvent> _events = new();
    private readonly Lock _lock = new();
    private readonly List<(Func<JobGrabEvent, bool> Matches, TaskCompletionSource<JobGrabEvent> Found)> _waiters = [];

    public IReadOnlyList<JobGrabEvent> Events => [.. _events];

    public IEnumerable<T> Of<T>() where T : JobGrabEvent => _events.OfType<T>();

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        lock (_lock)
        {
            _events.Enqueue(jobGrabEvent);
            foreach (var waiter in _waiters.Where(waiter => waiter.Matches(jobGrabEvent)).ToList())
            {
                waiter.Found.TrySetResult(jobGrabEvent);
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>The first event of this kind, past or to come.</summary>
    public async Task<T> WaitForAsync<T>(Func<T, bool>? matches = null, TimeSpan? deadline = null) where T : JobGrabEvent
    {
        bool Matches(JobGrabEvent candidate) => candidate is T match && (matches is null || matches(match));
        Task<JobGrabEvent> found;
        lock (_lock)
        {
            if (_events.FirstOrDefault(Matches) is T past)
            {
                return past;
            }

            var waiter = new TaskCompletionSource<JobGrabEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((Matches, waiter));
            found = waiter.Task;
        }

        return (T)await found.WaitAsync(deadline ?? TimeSpan.FromSeconds(20));
    }
}
