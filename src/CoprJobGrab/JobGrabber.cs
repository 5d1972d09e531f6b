using CoprJobGrab.Actions;
using CoprJobGrab.Calls;
using CoprJobGrab.Cancels;
using CoprJobGrab.Events;
using CoprJobGrab.Telemetry;

namespace CoprJobGrab;

/// <summary>
/// Compares what the frontend says should exist with what the queues say exists, and does what brings the second to the first.
/// One call is one cycle; state lives in the queue store, so a crash at any point is repaired by the next cycle, of this process or of another.
/// </summary>
public sealed class JobGrabber
{
    private readonly Turns _turns;
    private readonly CycleSteps _cycle;
    private readonly TopUpStep _topUp;
    private readonly CancelStep _cancels;
    private readonly Preview _preview;
    private readonly OwnLead _lead;
    private readonly ActionLanes _actions;

    internal JobGrabber(Turns turns, CycleSteps cycle, TopUpStep topUp, CancelStep cancels, Preview preview, OwnLead lead, ActionLanes actions) =>
        (_turns, _cycle, _topUp, _cancels, _preview, _lead, _actions) = (turns, cycle, topUp, cancels, preview, lead, actions);

    internal string SourceText => _cycle.SourceText;

    internal string QueueText => _cycle.QueueText;

    /// <inheritdoc cref="CancelService.IsServed"/>
    internal bool ServesCancels => _cancels.IsServed;

    /// <inheritdoc cref="CancelService.Requested"/>
    internal IReadOnlySet<string> CancelledByUsers => _cancels.Requested;

    /// <summary>
    /// Runs one cycle: lead, observe, fetch, plan, apply, report. Actions are offered to their lanes and not awaited.
    /// Where another grabber leads, the cycle ends with that.
    /// </summary>
    /// <param name="cancellationToken">Ends the cycle; what it had not done yet, the next one does.</param>
    /// <returns>The result of the cycle; a failure is told in <see cref="CycleReport.Error"/>, not thrown.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<CycleReport> RunOnceAsync(CancellationToken cancellationToken = default) =>
        _turns.RunAsync(token => Spans.PollAsync(() => _cycle.RunAsync(token)), cancellationToken);

    /// <summary>
    /// Pushes what the last cycle held and what there is room for by now, because workers took tasks or ended them.
    /// Asks the queues only, not the frontend, and nobody when nothing is held.
    /// The hosted loop does it between two cycles, every <see cref="LoopOptions.TopUpInterval"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends it; what it had not done yet, the next cycle does.</param>
    /// <returns>
    /// How many tasks were pushed; 0 also where another grabber leads, or where the queues could not be reached, of which <see cref="StepFailed"/> tells.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<int> TopUpAsync(CancellationToken cancellationToken = default) => _turns.RunAsync(_topUp.RunAsync, cancellationToken);

    /// <summary>
    /// Fetches the users' cancel requests, does what they say, and begins to tell the frontend: a task that waits leaves its queue,
    /// a worker that holds a lease is told, and of one that gives no sign it is told that it has the task.
    /// The hosted loop calls this on <see cref="LoopOptions.CancelInterval"/>.
    /// Only the grabber that leads does anything, from its first cycle on, and only where the queue serves commands
    /// (<see cref="IBuildQueue.ServesCommands"/>).
    /// </summary>
    /// <param name="cancellationToken">Ends the step; what it had not done yet, the next one does.</param>
    /// <returns>The result of the step; a failure is told in <see cref="CancelReport.Error"/>, not thrown.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<CancelReport> ServeCancelRequestsAsync(CancellationToken cancellationToken = default) => _cancels.RunAsync(cancellationToken);

    /// <summary>
    /// Makes one observation and one fetch of its own and says what a cycle would do.
    /// Writes nothing anywhere and runs nothing, and tells no event but those of a configuration that has changed.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The plan, which is the caller's to keep.</returns>
    /// <exception cref="CoprJobGrabException">The frontend's builds list or the queues could not be had.</exception>
    public Task<GrabPlan> PlanAsync(CancellationToken cancellationToken = default) => _preview.PlanAsync(cancellationToken);

    /// <summary>
    /// Waits until no action runs and no result is on its way to the frontend, for callers that end after a cycle of their own. It does not wait for an action
    /// that pauses, such as after a failed attempt: the next start does that one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the actions go on.</param>
    public Task WhenActionsEndAsync(CancellationToken cancellationToken = default) => _actions.WhenIdleAsync(cancellationToken);

    /// <inheritdoc cref="OwnLead.HandOverAsync"/>
    internal Task HandOverAsync(bool isClean, CancellationToken cancellationToken) =>
        _turns.RunAsync(token => _lead.HandOverAsync(isClean, token), cancellationToken);
}
