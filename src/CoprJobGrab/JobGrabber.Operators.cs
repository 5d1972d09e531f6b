using CoprJobGrab.Events;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <remarks>
/// An operator's request is written beside the claims, and the grabber that leads acts on it in its next cycle. So it can be asked of any grabber at the same
/// store: of the one that leads, of one that stands by, or of one that never runs a cycle.
/// </remarks>
public sealed partial class JobGrabber
{
    /// <summary>The tasks that are set aside after too many attempts, of all builder groups, as the queue store has them now.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Their claims, and which groups could not be observed.</returns>
    /// <exception cref="OperationRefusedException">The queue is one of the host's own.</exception>
    /// <exception cref="BuildQueueException">No group could be observed.</exception>
    public Task<ParkedTasks> ParkedAsync(CancellationToken cancellationToken = default) => InTurnAsync(
        async queue =>
        {
            var state = await queue.LookAsync(cancellationToken).ConfigureAwait(false);
            return new ParkedTasks(
                [.. ParkedIn(state).Where(claim => !state.Faults.ContainsKey(claim.GroupId)).OrderBy(claim => claim.TaskId, StringComparer.Ordinal)],
                state.Faults);
        },
        cancellationToken);

    /// <summary>
    /// Gives a parked task its attempts back. The grabber that leads hands it out again in its next cycle if it is listed, and lets go of it if it is not.
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when the task is not parked; nothing is done then.</returns>
    /// <exception cref="OperationRefusedException">The queue is one of the host's own.</exception>
    /// <exception cref="BuildQueueException">
    /// The queues could not be observed or written; or the task is not parked in those that could, and may be in another.
    /// </exception>
    public Task<bool> ReleaseParkedAsync(string taskId, CancellationToken cancellationToken = default) =>
        ReleaseAsync(taskId, ClaimState.Parked, ReleaseReason.Retried, cancellationToken);

    /// <summary>
    /// Says that no worker has the tasks that workers without a lease have taken from a builder group, after they or the list were lost. The grabber that leads
    /// hands out the listed ones again in its next cycle. Tasks that wait, are parked, or are held by a lease stay as they are. A worker that does have a task
    /// builds it as well.
    /// </summary>
    /// <param name="groupId">The builder group; one that is not configured any more too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many tasks that are.</returns>
    /// <exception cref="OperationRefusedException">No grabber has ever led such a builder group, or the queue is one of the host's own.</exception>
    /// <exception cref="BuildQueueException">The group could not be observed or written.</exception>
    public Task<int> ForgetAsync(string groupId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        return InTurnAsync(
            async queue =>
            {
                var state = await queue.LookAsync(cancellationToken).ConfigureAwait(false);
                if (!state.Groups.TryGetValue(groupId, out var group) || !group.IsLed)
                {
                    throw NoSuchGroup(groupId, "forgotten", state);
                }

                if (state.Faults.TryGetValue(groupId, out var fault))
                {
                    throw fault;
                }

                var silent = state.Claims.Values.Where(claim => claim.GroupId == groupId && claim.State == ClaimState.Silent);
                return await ReleaseAsync(queue, silent, ReleaseReason.Forgotten, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>
    /// Says that no worker has a task that a worker which gives no sign has taken, as <see cref="ForgetAsync"/> does for all of a builder group.
    /// The grabber that leads hands it out again in its next cycle, if it is listed.
    /// It is for a task that had ended and is listed anew under the same id (<see cref="ClaimsKept"/>).
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when no such worker has the task; nothing is done then.</returns>
    /// <exception cref="OperationRefusedException">The queue is one of the host's own.</exception>
    /// <exception cref="BuildQueueException">
    /// The queues could not be observed or written; or no such worker of those that could has the task, and one of another may.
    /// </exception>
    public Task<bool> ForgetTaskAsync(string taskId, CancellationToken cancellationToken = default) =>
        ReleaseAsync(taskId, ClaimState.Silent, ReleaseReason.Forgotten, cancellationToken);

    private Task<bool> ReleaseAsync(string taskId, ClaimState standing, ReleaseReason reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return InTurnAsync(
            async queue =>
            {
                var state = await queue.LookAsync(cancellationToken).ConfigureAwait(false);
                var claims = state.Claims.Values.Where(claim => claim.State == standing && claim.TaskId == taskId).ToList();
                return claims.Count == 0 && state.Faults.Count > 0
                    ? throw state.Faults.Values.First()
                    : await ReleaseAsync(queue, claims, reason, cancellationToken).ConfigureAwait(false) > 0;
            },
            cancellationToken);
    }

    /// <summary>
    /// Which actions were begun and may be running, whichever grabber has begun them, and which results the frontend has not taken or refuses.
    /// With queues in memory nothing is noted as begun.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CoprJobGrabException">The stores could not be read.</exception>
    public Task<ActionOverview> ActionsAsync(CancellationToken cancellationToken = default) => _actions.OverviewAsync(cancellationToken);

    /// <summary>
    /// Says that an action runs no more that a grabber has begun which is gone. The grabber that leads waits for it no longer, from its next cycle on.
    /// An action that does run still is begun a second time.
    /// </summary>
    /// <param name="actionId">The action.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when it is not noted as begun; nothing is done then.</returns>
    /// <exception cref="OperationRefusedException">The grabber that leads has begun it itself.</exception>
    /// <exception cref="BuildQueueException">The store could not be written.</exception>
    public Task<bool> ReleaseActionAsync(long actionId, CancellationToken cancellationToken = default) => _actions.ReleaseAsync(actionId, cancellationToken);

    /// <summary>
    /// Says what becomes of a result that was given up. The grabber that leads acts on it in its next cycle. The later of two decisions counts.
    /// </summary>
    /// <param name="actionId">The action.</param>
    /// <param name="decision">The decision about it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when no result of this action was given up; nothing is done then.</returns>
    /// <exception cref="BuildQueueException">The store of results could not be read or written.</exception>
    public Task<bool> DecideReportAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)decision, (int)ReportDecision.Run, nameof(decision));
        ArgumentOutOfRangeException.ThrowIfNegative((int)decision, nameof(decision));
        return _actions.DecideAsync(actionId, decision, cancellationToken);
    }

    private static IEnumerable<Claim> ParkedIn(QueueState state) => state.Claims.Values.Where(claim => claim.State == ClaimState.Parked);

    private OperationRefusedException NoSuchGroup(string groupId, string done, QueueState state)
    {
        var known = state.Groups.Values.Where(group => group.IsLed).Select(group => group.GroupId).Order(StringComparer.Ordinal).ToList();
        var cure = known.Count == 0
            ? "no grabber has led any there; look whether these are the queues that you mean"
            : $"the known ones are {string.Join(", ", known)}";
        return new OperationRefusedException($"No grabber has ever led a builder group '{groupId}' {_queue}, so nothing was {done}; {cure}.");
    }

    private static ValueTask<int> ReleaseAsync(IBuildQueue queue, IEnumerable<Claim> claims, ReleaseReason reason, CancellationToken cancellationToken) =>
        queue.CommandAsync([.. claims.Select(claim => new ClaimCommand.End(claim, reason))], cancellationToken);

    private async Task<T> InTurnAsync<T>(Func<IBuildQueue, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (!_queue.ServesCommands)
        {
            throw new OperationRefusedException(
                $"The queue {_queue.GetType().Name} is one of the host's own, and only the library's queues, in memory and on Redis, can be asked this; "
                    + "ask that queue in its own way.");
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask(_queue).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
