namespace CoprJobGrab;

/// <summary>Asks the frontend what should exist. The default speaks Copr's HTTP protocols.</summary>
/// <remarks>
/// Implementations let their failures out as <see cref="TaskSourceException"/>; the grabber catches every exception, reports it as an event,
/// and asks again in the next cycle. A source therefore does not retry, and a call that failed or was cancelled must cost no later one.
/// The grabber fetches one snapshot at a time; records of actions are asked for beside that, several at once.
/// </remarks>
public interface ITaskSource
{
    /// <summary>
    /// Fetches the lists. Each list succeeds or fails independently, and as a whole: a part of the builds list must never be shown, because a task that is not
    /// listed is a task that ended. A record that cannot be used costs no other one; it is listed as malformed. A snapshot stays as it is, whatever is
    /// fetched meanwhile; only the <see cref="BuildTask.Index"/> of a task may become that of a newer list.
    /// </summary>
    /// <param name="cancellationToken">Ends the fetch soon, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TaskSourceException">There is no news at all; the same as a snapshot without news.</exception>
    ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken);

    /// <summary>Fetches the record of one listed action. Called outside the build path, and only when somebody handles actions.</summary>
    /// <param name="action">The action as listed, in whichever snapshot.</param>
    /// <param name="cancellationToken">Ends the fetch soon, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TaskSourceException">The record could not be had.</exception>
    ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken);
}
