using CoprJobGrab.Actions;
using CoprJobGrab.Cancels;
using CoprJobGrab.Checks;
using CoprJobGrab.Configuration;
using CoprJobGrab.Events;
using CoprJobGrab.Leadership;
using CoprJobGrab.Queues;
using CoprJobGrab.Scheduling;
using CoprJobGrab.TaskEnds;
using Microsoft.Extensions.Options;

namespace CoprJobGrab;

/// <summary>
/// Compares what the frontend says should exist with what the queues say exists, and does what brings the second to the first.
/// One call is one cycle; state lives in the queue store, so a crash at any point is repaired by the next cycle, of this process or of another.
/// </summary>
public sealed partial class JobGrabber : IDisposable
{
    private readonly ITaskSource _source;
    private readonly IBuildQueue _queue;
    private readonly ILeadership _leadership;
    private readonly Scheduler _scheduler;
    private readonly ActionLanes _actions;
    private readonly TaskEndProcessor _taskEnds;
    private readonly CancelService _cancels;
    private readonly SetupChecker _setup;
    private readonly CycleEvents _news;
    private readonly IOptions<CoprJobGrabOptions> _options;
    private readonly TimeProvider _time;

    // One planner at a time in a process: the cycles of the loop and of RunOnceAsync's callers take turns.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly long _madeAt;

    // Only the holder of the turn reads and writes these.
    private ListMemory _memory = ListMemory.None;
    private HeldTasks _held = HeldTasks.None;
    private bool _hasResumedActions;
    private long _cycle;
    private long _epoch;
    private bool _isAfterLoss;
    // While nobody has been asked, nobody is known to lead.
    private GrabberRole _role;

    internal JobGrabber(
        ITaskSource source,
        IBuildQueue queue,
        ILeadership leadership,
        Scheduler scheduler,
        ActionLanes actions,
        TaskEndProcessor taskEnds,
        CancelService cancels,
        SetupChecker setup,
        CycleEvents news,
        IOptions<CoprJobGrabOptions> options,
        CurrentSettings current,
        TimeProvider time)
    {
        _source = source;
        _queue = queue;
        _leadership = leadership;
        _scheduler = scheduler;
        _actions = actions;
        _taskEnds = taskEnds;
        _cancels = cancels;
        _setup = setup;
        _news = news;
        _options = options;
        _current = current;
        _settings = _settingsOfLead = _settingsOfQueue = current.Current;
        _time = time;
        _madeAt = time.GetTimestamp();
        _looks = new LookPace(time);
    }

    internal string SourceText => $"{_source}";

    internal string QueueText => $"{_queue}";

    /// <summary>
    /// Runs one cycle: lead, observe, fetch, plan, apply, report. Actions are offered to their lanes and not awaited.
    /// Where another grabber leads, the cycle ends with that.
    /// </summary>
    /// <param name="cancellationToken">Ends the cycle; what it had not done yet, the next one does.</param>
    /// <returns>The result of the cycle; a failure is told in <see cref="CycleReport.Error"/>, not thrown.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<CycleReport> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var started = _time.GetTimestamp();
            var cycle = ++_cycle;
            _role = GrabberRole.Standby;
            try
            {
                await _setup.CheckAsync(cancellationToken).ConfigureAwait(false);
                if (await LeadAsync(cancellationToken).ConfigureAwait(false) is not { } lead)
                {
                    return _news.Ended(new CycleReport { Cycle = cycle, Role = GrabberRole.Standby }, started);
                }

                var observed = await ObserveAsync(cancellationToken).ConfigureAwait(false);
                using var snapshot = await FetchAsync(lead, cancellationToken).ConfigureAwait(false);
                var plan = Plan(snapshot, observed);
                var applied = await ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
                return _news.Ended(Report(cycle, snapshot, plan, applied), started);
            }
            catch (FencedException fenced)
            {
                return await StandDownAsync(fenced, cycle, started, cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The loop outlives whatever a source or a queue throws; the report carries it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                // An error because of the cancellation is no failure of the cycle.
                cancellationToken.ThrowIfCancellationRequested();
                return _news.Ended(new CycleReport { Cycle = cycle, Role = _role, Error = fault }, started);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Waits until no action runs and no result is on its way to the frontend, for callers that end after a cycle of their own. It does not wait for an action
    /// that pauses, such as after a failed attempt: the next start does that one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the actions go on.</param>
    public Task WhenActionsEndAsync(CancellationToken cancellationToken = default) => _actions.WhenIdleAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>The lead, or null when another grabber has it.</summary>
    private async ValueTask<Lead.Leader?> LeadAsync(CancellationToken cancellationToken)
    {
        Follow();
        switch (await _leadership.LeadAsync(cancellationToken).ConfigureAwait(false))
        {
            case Lead.Leader lead:
                _role = GrabberRole.Leader;
                await BeginAsync(lead, cancellationToken).ConfigureAwait(false);
                await TellRulesAsync(lead, cancellationToken).ConfigureAwait(false);
                return lead;
            case Lead.Standby standby:
                _taskEnds.Forget();
                _cancels.Forget();
                _news.StoodBy(standby.LeaderEpoch);
                await StandByAsync(standby, cancellationToken).ConfigureAwait(false);
                return null;
            case var other:
                throw new System.Diagnostics.UnreachableException($"The lead {other} is of no known kind.");
        }
    }

    /// <summary>
    /// A new lead begins with its epoch in every group, and without what was noted before others led. A group that is new while it lasts gets the epoch too.
    /// </summary>
    private async ValueTask BeginAsync(Lead.Leader lead, CancellationToken cancellationToken)
    {
        // The lead says it once, and the queue must hear it, also when the first attempt to tell it fails.
        _isAfterLoss |= lead.AfterLoss;
        // IsNew alone does not tell: the cycle that had that answer may have failed before the epoch was written.
        if (lead.IsNew || _epoch != lead.Epoch)
        {
            _epoch = 0;
            _memory = ListMemory.None;
            _held = HeldTasks.None;
            _hasResumedActions = false;
            _taskEnds.Forget();
            _cancels.Forget();
            _news.Led(lead.Epoch);
        }
        else if (ReferenceEquals(_settings.Groups, _settingsOfLead.Groups))
        {
            return;
        }

        _settingsOfQueue = _settings;
        await _queue.LeadAsync(lead.Epoch, [.. _settings.Groups.Select(group => group.Id)], _isAfterLoss, cancellationToken).ConfigureAwait(false);
        _isAfterLoss = false;
        _settingsOfLead = _settings;
        _epoch = lead.Epoch;
    }

    /// <summary>
    /// Gives the lead up.
    /// Where another leads, that says all; a store that has lost this grabber's epoch leaves work undone that nobody else does, so the cycle has failed.
    /// </summary>
    private async ValueTask<CycleReport> StandDownAsync(FencedException fenced, long cycle, long started, CancellationToken cancellationToken)
    {
        _held = HeldTasks.None;
        _news.Fenced(fenced.FencedBy);
        await _leadership.StandDownAsync(fenced.FencedBy, cancellationToken).ConfigureAwait(false);
        return _news.Ended(
            fenced.IsByYounger
                ? new CycleReport { Cycle = cycle, Role = GrabberRole.Standby }
                : new CycleReport { Cycle = cycle, Role = _role, Error = fenced }, started);
    }

    private async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        // This is not awaited before the observation, so that both go in one round trip.
        var signals = _taskEnds.LookAsync(cancellationToken);
        var observed = await _queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
        _news.Observed(observed);
        await _taskEnds.DrainAsync(observed, await signals.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return observed;
    }

    private async ValueTask<TaskSnapshot> FetchAsync(Lead.Leader lead, CancellationToken cancellationToken)
    {
        var others = await ResumeActionsAsync(lead, cancellationToken).ConfigureAwait(false);
        if (ServesCancels)
        {
            await _cancels.BeginBuildsAsync(cancellationToken).ConfigureAwait(false);
        }

        await _actions.FollowDecisionsAsync(cancellationToken).ConfigureAwait(false);
        var asked = _time.GetTimestamp();
        var snapshot = await AskForActionsTooAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _setup.Look(snapshot);
            _news.Fetched(snapshot, _options.Value.Frontend.MinimumApiVersion);
            if (others is not null && snapshot.Actions is Listing<ActionListing>.Complete actions && _time.GetUtcNow() >= lead.ActionsFrom)
            {
                _actions.Offer(actions, asked, new ActionLead(lead.Epoch, () => _leadership.Lasts(lead.Epoch), others));
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
        var (plan, memory) = Decide(snapshot, observed, _memory, _settings, _cancels.InPlan);
        _memory = memory;
        // Tasks of the list before this one may be gone; when this plan cannot be carried out, the next list says which are still to be pushed.
        _held = HeldTasks.None;
        _cancels.Planned(plan);
        _news.Planned(plan);
        return plan;
    }

    private (GrabPlan Plan, ListMemory Memory) Decide(TaskSnapshot snapshot, QueueState observed, ListMemory memory, Settings settings, KnownCancels cancels) =>
        snapshot.Builds switch
    {
        Listing<BuildTask>.Complete builds => _scheduler.Plan(builds, Input(observed, memory, RulesFor(snapshot), settings, cancels)),
        Listing<BuildTask>.NoNews { Error: { } error } => throw error,
        _ => throw new TaskSourceException(
            TaskSourceFault.WrongShape, $"The task source {_source.GetType().Name} gave no builds list and no reason; it must give one of the two."),
    };

    private CycleReport Report(long cycle, TaskSnapshot snapshot, GrabPlan plan, ApplyResult applied)
    {
        _held = HeldTasks.Of(plan, _memory.Book!);
        return WithCancels(CycleReports.Of(cycle, snapshot, plan, applied));
    }

    private PlanInput Input(QueueState observed, ListMemory memory, ClaimRules claims, Settings settings, KnownCancels cancels) =>
        new(observed, memory, claims, _time.GetElapsedTime(_madeAt), _options.Value.Loop.Interval)
        {
            Scheduling = settings.Rules, Cancelled = cancels.Tasks, AreCancelsUnheard = cancels.AreUnheard,
        };

    // In 2014 there was no report either, so that absence is all there is to go by.
    private ClaimRules RulesFor(TaskSnapshot snapshot) =>
        ClaimRules.From(
            _options.Value.Claims, !snapshot.ListsRunningTasks && _taskEnds.Listens ? ReleaseRule.WhenReported : ReleaseRule.WhenUnlisted,
            snapshot.ListsRunningTasks);

    private async ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        using var writing = _taskEnds.Writing(plan.Observed);
        var applied = await _queue.ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
        _news.Applied(plan, applied);
        RefuseFenced(applied);
        cancellationToken.ThrowIfCancellationRequested();
        return applied;
    }
}
