namespace CoprJobGrab.Events;

/// <summary>A bounded buffer of events and the one task that empties it, in order. When it is full the oldest event is dropped and counted.</summary>
internal sealed class EventPump : IDisposable
{
    private readonly int _capacity;
    private readonly int _batchSize;
    private readonly Func<IReadOnlyList<JobGrabEvent>, CancellationToken, ValueTask> _handle;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Lock _lock = new();
    private readonly Queue<JobGrabEvent> _buffer = new();
    private readonly List<(long Position, TaskCompletionSource Done)> _flushes = [];
    private Action<Exception> _tellFailure = static _ => { };
    private long _added;
    private long _dropped;
    private bool _handling;
    private bool _stopped;

    /// <param name="capacity">The most events that wait.</param>
    /// <param name="batchSize">The most events that <paramref name="handle"/> is given at once.</param>
    /// <param name="handle">Takes the events on. An exception that it throws is told, and the events it was given count as handled.</param>
    public EventPump(int capacity, int batchSize, Func<IReadOnlyList<JobGrabEvent>, CancellationToken, ValueTask> handle)
    {
        _capacity = capacity;
        _batchSize = batchSize;
        _handle = handle;
        var stop = _stop.Token;
        // The context in which the sink is made (an activity, a logging scope) is not the context of its events.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = DrainAsync(stop), null);
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public void CountDropped(long count) => Interlocked.Add(ref _dropped, count);

    public void TellFailuresTo(Action<Exception> tell) => Volatile.Write(ref _tellFailure, tell);

    public void TellFailure(Exception fault) => Volatile.Read(ref _tellFailure)(fault);

    public void Add(JobGrabEvent jobGrabEvent)
    {
        lock (_lock)
        {
            if (_stopped)
            {
                CountDropped(1);
                return;
            }

            if (_buffer.Count == _capacity)
            {
                _buffer.Dequeue();
                CountDropped(1);
            }

            _buffer.Enqueue(jobGrabEvent);
            _added++;
            if (_arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }
    }

    /// <summary>Ends when everything that was added before was handled or dropped.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_stopped || (_buffer.Count == 0 && !_handling))
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_added, done));
            return done.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops without waiting: what is left is dropped. A handler that blocks for ever must not hold up the one who stops it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            CountDropped(_buffer.Count);
            _buffer.Clear();
            EndFlushes();
        }

        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task DrainAsync(CancellationToken stop)
    {
        var batch = new List<JobGrabEvent>(_batchSize);
        while (!stop.IsCancellationRequested)
        {
            await _arrived.WaitAsync(stop).ConfigureAwait(false);
            while (TakeInto(batch))
            {
                await HandleAsync(batch, stop).ConfigureAwait(false);
            }
        }
    }

    private bool TakeInto(List<JobGrabEvent> batch)
    {
        batch.Clear();
        lock (_lock)
        {
            while (batch.Count < _batchSize && _buffer.TryDequeue(out var jobGrabEvent))
            {
                batch.Add(jobGrabEvent);
            }

            _handling = batch.Count > 0;
            return _handling;
        }
    }

    private async ValueTask HandleAsync(List<JobGrabEvent> batch, CancellationToken stop)
    {
        try
        {
            await _handle(batch, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            CountDropped(batch.Count);
        }
#pragma warning disable CA1031 // A sink is the host's code; whatever it throws must not end the task that serves it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            TellFailure(fault);
        }

        lock (_lock)
        {
            _handling = false;
            EndFlushes();
        }
    }

    private void EndFlushes()
    {
        var head = _added - _buffer.Count;
        foreach (var (position, done) in _flushes)
        {
            if (position <= head)
            {
                done.TrySetResult();
            }
        }

        _flushes.RemoveAll(flush => flush.Position <= head);
    }
}
