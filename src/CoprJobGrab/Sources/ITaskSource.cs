namespace CoprJobGrab;

/// <summary>Asks the frontend what should exist. The default speaks Copr's HTTP protocols.</summary>
/// <remarks>
/// Implementations let their failures out as <see cref="TaskSourceException"/>; the grabber catches every exception, reports it as an event, and asks again in the
/// next cycle. A source therefore does not retry.
/// </remarks>
public interface ITaskSource
{
    /// <summary>
    /// Fetches the lists. Each is complete or no news, for itself: a part of the builds list must never be shown, because a task that is not listed is a task that
    /// ended.
    /// </summary>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <exception cref="TaskSourceException">There is no news at all; the same as a snapshot without news.</exception>
    ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken);

    /// <summary>Fetches the record of one listed action. Called outside the build path, and only when somebody handles actions.</summary>
    /// <param name="action">The action as listed.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <exception cref="TaskSourceException">The record could not be had.</exception>
    ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken);
}
