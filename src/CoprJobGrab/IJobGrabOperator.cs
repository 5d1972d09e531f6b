using CoprJobGrab.Events;

namespace CoprJobGrab;

/// <summary>
/// Answers operators' questions, and does what they ask for. <c>AddCoprJobGrab</c> registers it.
/// A request is written beside the claims, and the grabber that leads acts on it in its next cycle. So any grabber at the same store can be asked:
/// the one that leads, one that stands by, or one that never runs a cycle.
/// </summary>
public interface IJobGrabOperator
{
    /// <summary>
    /// Answers "why is my build not running?" from one observation of the queues and one fetch of the frontend's lists of its own.
    /// Writes nothing anywhere, runs nothing, and tells no event.
    /// The answer holds for the options of this process; where they differ from those of the grabber that leads, it says how.
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

    /// <summary>
    /// Who leads, when the frontend was last polled, and what the queues have: from the queue store alone.
    /// The frontend is not asked, a cycle that is under way is not waited for, and no claims are read, however many there are.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The status; also when no grabber has ever led, and when the one that led is gone.</returns>
    /// <exception cref="BuildQueueException">The store could not be read.</exception>
    Task<GrabberStatus> StatusAsync(CancellationToken cancellationToken = default);

    /// <summary>The tasks that are set aside after too many attempts, of all builder groups, as the queue store has them now.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Their claims, and which groups could not be observed.</returns>
    /// <exception cref="OperationRefusedException">The queue serves no commands (<see cref="IBuildQueue.ServesCommands"/>).</exception>
    /// <exception cref="BuildQueueException">No group could be observed.</exception>
    Task<ParkedTasks> ParkedAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a parked task its attempts back. The grabber that leads hands it out again in its next cycle if it is listed, and lets go of it if it is not.
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when the task is not parked; nothing is done then.</returns>
    /// <exception cref="OperationRefusedException">The queue serves no commands (<see cref="IBuildQueue.ServesCommands"/>).</exception>
    /// <exception cref="BuildQueueException">
    /// The queues could not be observed or written; or the task is not parked in those that could, and may be in another.
    /// </exception>
    Task<bool> ReleaseParkedAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that no worker has the tasks that workers without a lease have taken from a builder group, after they or the list were lost. The grabber that leads
    /// hands out the listed ones again in its next cycle. Tasks that wait, are parked, or are held by a lease stay as they are. A worker that does have a task
    /// builds it as well.
    /// </summary>
    /// <param name="groupId">The builder group; one that is not configured any more too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many tasks that are.</returns>
    /// <exception cref="OperationRefusedException">No grabber has ever led such a builder group, or the queue serves no commands.</exception>
    /// <exception cref="BuildQueueException">The group could not be observed or written.</exception>
    Task<int> ForgetAsync(string groupId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that no worker has a task that a worker which gives no sign has taken, as <see cref="ForgetAsync"/> does for all of a builder group.
    /// The grabber that leads hands it out again in its next cycle, if it is listed.
    /// It is for a task that had ended and is listed anew under the same id (<see cref="ClaimsKept"/>).
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when no such worker has the task; nothing is done then.</returns>
    /// <exception cref="OperationRefusedException">The queue serves no commands (<see cref="IBuildQueue.ServesCommands"/>).</exception>
    /// <exception cref="BuildQueueException">
    /// The queues could not be observed or written; or no such worker of those that could has the task, and one of another may.
    /// </exception>
    Task<bool> ForgetTaskAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Which actions were begun and may be running, whichever grabber has begun them, and which results the frontend has not taken or refuses.
    /// With queues in memory nothing is noted as begun.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CoprJobGrabException">The stores could not be read.</exception>
    Task<ActionOverview> ActionsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that an action runs no more that a grabber has begun which is gone. The grabber that leads waits for it no longer, from its next cycle on.
    /// An action that does run still is begun a second time.
    /// </summary>
    /// <param name="actionId">The action.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when it is not noted as begun; nothing is done then.</returns>
    /// <exception cref="OperationRefusedException">The grabber that leads has begun it itself.</exception>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    Task<bool> ReleaseActionAsync(long actionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says what becomes of a result that was given up. The grabber that leads acts on it in its next cycle. The later of two decisions counts.
    /// </summary>
    /// <param name="actionId">The action.</param>
    /// <param name="decision">The decision about it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when no result of this action was given up; nothing is done then.</returns>
    /// <exception cref="BuildQueueException">The store of results could not be read or written.</exception>
    Task<bool> DecideReportAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken = default);
}
