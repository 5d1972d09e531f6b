using Microsoft.Extensions.Options;

namespace CoprJobGrab;

/// <summary>
/// Compares what the frontend says should exist with what the queues say exists, and does what brings the second to the first. One call is one cycle; state lives in
/// the queue store, so a crash at any point is repaired by the next cycle, of this process or of another.
/// </summary>
public sealed class JobGrabber : IDisposable
{
    private readonly ITaskSource _source;
    private readonly IBuildQueue _queue;
    private readonly Scheduler _scheduler;
    private readonly ActionLanes _actions;
    private readonly TaskEndDesk _taskEnds;
    private readonly CycleNews _news;
    private readonly IOptions<CoprJobGrabOptions> _options;
    private readonly TimeProvider _time;

    // One planner at a time in a process: the cycles of the loop and of RunOnceAsync's callers take turns.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly long _madeAt;

    // Written and read by whoever has the turn.
    private Absences _absences = Absences.None;
    private long _cycle;

    internal JobGrabber(
        ITaskSource source, IBuildQueue queue, Scheduler scheduler, ActionLanes actions, TaskEndDesk taskEnds, CycleNews news, IOptions<CoprJobGrabOptions> options, TimeProvider time)
    {
        _source = source;
        _queue = queue;
        _scheduler = scheduler;
        _actions = actions;
        _taskEnds = taskEnds;
        _news = news;
        _options = options;
        _time = time;
        _madeAt = time.GetTimestamp();
    }

    internal string SourceText => $"{_source}";

    internal string QueueText => $"{_queue}";

    /// <summary>Runs one cycle: observe, fetch, plan, apply, report. Actions are offered to their lanes and not awaited.</summary>
    /// <param name="cancellationToken">Ends the cycle; what it had not done yet, the next one does.</param>
    /// <returns>What the cycle found and did; a failure is told in <see cref="CycleReport.Error"/>, not thrown.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<CycleReport> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var started = _time.GetTimestamp();
            var cycle = ++_cycle;
            try
            {
                var observed = await ObserveAsync(cancellationToken).ConfigureAwait(false);
                using var snapshot = await FetchAsync(cancellationToken).ConfigureAwait(false);
                var plan = Plan(snapshot, observed);
                var applied = await ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
                return _news.Ended(CycleReports.Of(cycle, snapshot, plan, applied), started);
            }
#pragma warning disable CA1031 // The loop outlives whatever a source or a queue throws; the report carries it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                // What fails because of the cancellation is no failure.
                cancellationToken.ThrowIfCancellationRequested();
                return _news.Ended(new CycleReport { Cycle = cycle, Error = fault }, started);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes one observation and one fetch of its own and says what a cycle would do. Writes nothing anywhere, runs nothing, and tells no event.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The plan. Its tasks' ids, chroots and decisions can be read; their JSON cannot, because the frontend's answer is let go of.</returns>
    /// <exception cref="CoprJobGrabException">The frontend's builds list or the queues could not be had.</exception>
    public async Task<GrabPlan> PlanAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var observed = await _queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
            // The queue's own picture changes with the next cycle; the plan is the caller's to keep.
            observed = observed with { Claims = new Dictionary<string, Claim>(observed.Claims, StringComparer.Ordinal) };
            using var snapshot = await _source.FetchAsync(cancellationToken).ConfigureAwait(false);
            return Decide(snapshot, observed).Plan;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Waits until no action runs and no result is on its way to the frontend, for callers that end after a cycle of their own. What waits for the end of a pause, such
    /// as a failed attempt, is not waited for: it is the next start's.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the actions go on.</param>
    public Task WhenActionsEndAsync(CancellationToken cancellationToken = default) => _actions.WhenIdleAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        // Not awaited before the observation, so that both go in one round trip.
        var signals = _taskEnds.LookAsync(cancellationToken);
        var observed = await _queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
        _news.Observed(observed);
        await _taskEnds.DrainAsync(observed, await signals.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return observed;
    }

    private async ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        var asked = _time.GetTimestamp();
        var snapshot = await _source.FetchAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _news.Fetched(snapshot, _options.Value.Frontend.MinimumApiVersion);
            if (snapshot.Actions is Listing<ActionListing>.Complete actions)
            {
                _actions.Offer(actions, asked);
            }

            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    private GrabPlan Plan(TaskSnapshot snapshot, QueueState observed)
    {
        var (plan, absences) = Decide(snapshot, observed);
        _absences = absences;
        _news.Planned(plan);
        return plan;
    }

    private (GrabPlan Plan, Absences Absences) Decide(TaskSnapshot snapshot, QueueState observed) => snapshot.Builds switch
    {
        Listing<BuildTask>.Complete builds => _scheduler.Plan(builds, observed, _absences, _time.GetElapsedTime(_madeAt), _options.Value.Loop.Interval),
        Listing<BuildTask>.NoNews { Error: { } error } => throw error,
        _ => throw new TaskSourceException(TaskSourceFault.WrongShape, $"The task source {_source.GetType().Name} gave no builds list and no reason; it must give one of the two."),
    };

    private async ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        using var writing = _taskEnds.Writing(plan.Observed);
        var applied = await _queue.ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
        _news.Applied(applied);
        cancellationToken.ThrowIfCancellationRequested();
        return applied;
    }
}
