namespace CoprJobGrab.TaskEnds;

/// <summary>The signal by which a backend of 2016 says that it starts and that no worker has anything (wire 3.6).</summary>
internal interface IStartSignal
{
    /// <summary>How many signals wait.</summary>
    /// <exception cref="BuildQueueException">They could not be read.</exception>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Takes the oldest of them out; the backend goes on when there are none left.</summary>
    /// <exception cref="BuildQueueException">They could not be taken out.</exception>
    ValueTask ConsumeAsync(long count, CancellationToken cancellationToken);
}
