namespace CoprJobGrab.Leadership;

/// <summary>Where the grabber that leads keeps its rules, so that others can compare theirs with them. Nothing is decided by what is kept.</summary>
internal interface ILeaderRules
{
    /// <summary>Keeps the rules of a lead, if it still lasts.</summary>
    /// <param name="epoch">The epoch of the lead.</param>
    /// <param name="rules">The rules, by name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken);

    /// <summary>Reads who led last, and by which rules.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BuildQueueException">The store could not be read.</exception>
    ValueTask<LastLead> ReadAsync(CancellationToken cancellationToken);
}
