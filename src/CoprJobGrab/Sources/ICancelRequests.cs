namespace CoprJobGrab;

/// <summary>Asks the frontend which tasks their users have cancelled, and tells it what became of them. The default speaks HTTP with Copr's frontend.</summary>
/// <remarks>
/// Implementations let their failures out as <see cref="TaskSourceException"/>; the caller catches every exception and tries again.
/// The list is asked for once at a time;
/// answers are given beside that, several at once, each of another task.
/// </remarks>
public interface ICancelRequests
{
    /// <summary>
    /// Fetches the ids of the tasks that are to be cancelled (wire 1.5.2). A request stays in the list until it is answered. An entry that is not a task id is
    /// skipped.
    /// </summary>
    /// <param name="cancellationToken">Ends the fetch soon, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The whole list, or no news; <see cref="Listing{T}.NoNews.Error"/> is null when the frontend has no such list.</returns>
    /// <exception cref="TaskSourceException">The list could not be had; the same as no news with this error.</exception>
    ValueTask<Listing<string>> FetchAsync(CancellationToken cancellationToken);

    /// <summary>Answers the request for one task, which ends it (wire 1.5.3). To answer twice is harmless. Returns when the frontend has taken it.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="wasRunning">True when a worker has the task and is told, or cannot be told; false when no worker has it and none will get it.</param>
    /// <param name="cancellationToken">
    /// Ends the attempt soon, with an <see cref="OperationCanceledException"/>; whether the frontend has taken the answer is unknown then.
    /// </param>
    /// <exception cref="TaskSourceException">The frontend has not taken it.</exception>
    ValueTask AnswerAsync(string taskId, bool wasRunning, CancellationToken cancellationToken);
}
