using CoprJobGrab.Model;

namespace CoprJobGrab.Queues;

/// <summary>The operations of the library's own queues beyond the seam, for many grabbers and for operators.</summary>
internal interface IClaimQueue : IBuildQueue
{
    /// <summary>Writes a new leader's epoch into every group, configured or known from earlier. Comes before the first observation of the leader.</summary>
    /// <param name="epoch">The epoch; above every one before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FencedException">A group has seen a younger epoch.</exception>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask LeadAsync(long epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Says that the store may have gone back to an older picture: what is known to be taken and waits again was not put there by anybody.
    /// Comes before <see cref="LeadAsync"/>.
    /// </summary>
    void WentBack();

    /// <summary>Says which builder groups are configured from now on. <see cref="LeadAsync"/> follows before the leader observes again.</summary>
    /// <param name="groupIds">Their ids.</param>
    void Configure(IReadOnlyCollection<string> groupIds);

    /// <summary>Observes for somebody who does not plan: whoever leads, it is not refused.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BuildQueueException">No group could be observed.</exception>
    ValueTask<QueueState> LookAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ends claims by marks beside them, and takes their elements out of the list where they still wait. The leader acts on the marks in its next cycle.
    /// A cancel of a claim that waits ends it only if it still does, and one of a claim that a worker has a lease on tells the worker, which ends it.
    /// </summary>
    /// <param name="releases">The claims.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many were marked; claims that are others by now are not.</returns>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask<int> ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken);

    /// <summary>Where a claim's task stands in its list, as of the last observation or later.</summary>
    /// <param name="claim">The claim as observed.</param>
    /// <returns>Null when it does not wait.</returns>
    QueuePlace? PlaceOf(Claim claim);
}
