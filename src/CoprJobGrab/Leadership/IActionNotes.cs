namespace CoprJobGrab.Leadership;

/// <summary>Notes beside the lead which actions were begun, so that whoever leads next waits for these and for no others.</summary>
internal interface IActionNotes
{
    /// <summary>Notes an action before it begins. Where the note is refused, or it is unknown whether it was written, the action must not begin.</summary>
    /// <param name="epoch">The lead under which it begins.</param>
    /// <param name="actionId">The action.</param>
    /// <param name="projects">The keys of its projects.</param>
    /// <param name="limit">How long it may run, from now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when that lead is over, or a run that another has begun may still last.</returns>
    /// <exception cref="BuildQueueException">The store could not be written, or that is unknown.</exception>
    ValueTask<bool> NoteAsync(long epoch, long actionId, IReadOnlyList<string> projects, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Removes this grabber's own notes of actions that run no more, led it or not. Saying it twice is harmless.</summary>
    /// <exception cref="BuildQueueException">The store could not be written, or that is unknown.</exception>
    ValueTask RemoveAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken);

    /// <summary>Removes notes of other grabbers whose actions run no more, while this one leads. Saying it twice is harmless.</summary>
    /// <exception cref="BuildQueueException">The store could not be written, or that is unknown.</exception>
    ValueTask RemoveOthersAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken);

    /// <summary>The actions that are noted, whoever has begun them, and how long no leader starts anything because of a grabber that notes nothing.</summary>
    /// <exception cref="BuildQueueException">The store could not be read.</exception>
    ValueTask<(IReadOnlyList<NotedAction> Actions, DateTimeOffset StartsFrom)> BegunAsync(CancellationToken cancellationToken);

    /// <summary>Removes a note for an operator.</summary>
    /// <returns>True when it was there; null when the grabber that leads runs the action itself, and the note stays.</returns>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    ValueTask<bool?> DisownAsync(long actionId, CancellationToken cancellationToken);
}
