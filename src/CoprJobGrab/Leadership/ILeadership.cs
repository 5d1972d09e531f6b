namespace CoprJobGrab.Leadership;

/// <summary>
/// Which of several grabbers plans. One at a time does; the epoch of its lead fences the others off, so that a wrong answer here costs time and never a task.
/// </summary>
internal interface ILeadership
{
    /// <summary>Notes which actions were begun; null when no other grabber can have begun any.</summary>
    IActionNotes? Notes { get; }

    /// <summary>True when another grabber can lead, so that what this one tells may be compared with what that one does.</summary>
    bool IsShared { get; }

    /// <summary>Takes the lead, or renews it. Called at the beginning of every cycle.</summary>
    /// <exception cref="BuildQueueException">The store that knows who leads could not be asked.</exception>
    ValueTask<Lead> LeadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the rules by which this grabber decides in a lead, if that still lasts. Nothing is decided by what is kept.</summary>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken);

    /// <summary>Keeps what this grabber tells others of its last successful poll, if the lead that it is of still lasts. Nothing is decided by it.</summary>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken);

    /// <summary>Reads who led last, and what it told others. Needs no lead.</summary>
    /// <exception cref="BuildQueueException">The store could not be read.</exception>
    ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken);

    /// <summary>True while the lead of this epoch lasts by this grabber's own clock. Asks nobody.</summary>
    bool Lasts(long epoch);

    /// <summary>
    /// Gives the lead up after the store refused this grabber's epoch: the next one is above the one that the store holds.
    /// A store that is away is not waited for: the lease runs out by itself.
    /// </summary>
    ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the lead up at a stop: the next grabber may lead at once, and this one takes it no more before others.
    /// It is clean when nothing that was begun still runs, so that the next one may start actions at once too.
    /// </summary>
    /// <returns>True when this grabber led, and the store knows that it does no more.</returns>
    ValueTask<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken);
}
