namespace CoprJobGrab;

/// <summary>Answers "why is my build not running?". <c>AddCoprJobGrab</c> registers it.</summary>
public interface IJobGrabExplainer
{
    /// <summary>
    /// Makes one observation of the queues and one fetch of the frontend's lists of its own, and says where a task stands and why. Writes nothing anywhere,
    /// runs nothing, and tells no event. The answer holds for the options of this process; where they differ from those of the grabber that leads, it says how.
    /// </summary>
    /// <param name="taskId">
    /// The task's id, as the frontend lists it; or that of a listed action, of which the trace says what it waits for, and until when.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// The answer. Where the lists or the queues cannot be had it is <see cref="ExplanationState.Unknown"/>, with the reason; that is no exception.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<Explanation> ExplainAsync(string taskId, CancellationToken cancellationToken = default);
}
