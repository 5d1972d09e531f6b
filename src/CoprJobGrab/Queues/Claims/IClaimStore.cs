namespace CoprJobGrab.Queues.Claims;

/// <summary>Where the lists of all builder groups and the claims beside them are kept: in memory or on Redis.</summary>
/// <remarks>
/// A failure is thrown as <see cref="BuildQueueException"/>;
/// a call of one group may throw any exception, and <see cref="IGroupStore.Explain"/> says what it means.
/// </remarks>
internal interface IClaimStore
{
    /// <summary>True when other processes may write to the store.</summary>
    bool IsShared { get; }

    /// <summary>Connects to the store. Comes before anything else in each call of a queue.</summary>
    ValueTask ConnectAsync(CancellationToken cancellationToken);

    /// <summary>The ids of the groups in the registry: every group that was ever led, configured or not.</summary>
    Task<IReadOnlyList<string>> RegisteredAsync();

    /// <summary>Adds groups to the registry.</summary>
    Task RegisterAsync(IReadOnlyList<string> groupIds);

    /// <summary>Takes a group out of the registry.</summary>
    Task UnregisterAsync(string groupId);

    /// <summary>One group of the store. It is the same group whenever it is asked for, and need not be registered.</summary>
    IGroupStore Group(string groupId);

    /// <summary>Tells whoever listens that there is something to take or to renew in a group. Waits for nobody, and nobody is told of a failure.</summary>
    void Hint(string groupId);

    /// <summary>See <see cref="IWorkerQueue.ListenAsync"/>.</summary>
    Task<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken);
}
