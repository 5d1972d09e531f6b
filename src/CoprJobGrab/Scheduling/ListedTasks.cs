using CoprJobGrab.Model;

namespace CoprJobGrab.Scheduling;

/// <summary>Decides about each listed task, as far as limits and room do not matter.</summary>
internal sealed class ListedTasks(IBuildRouter router, PlanInput input, TaskCache book, GroupPlanBuilder groups)
{
    private readonly TaskDecisions _decide = new(router, input.Observed, input.Rules);
    private readonly HostScheduling _host = input.Scheduling.Host;
    private readonly bool _shares = input.Scheduling.HasShares;
    private readonly Comebacks _comebacks = new(input);
    private List<string>? _countedAgain;
    private List<(string TaskId, Decision.Refuse Fault)>? _faults;

    /// <summary>How many of the tasks have a claim.</summary>
    public int Claims { get; private set; }

    /// <summary>The listed tasks whose claims were kept while two lists did not have them.</summary>
    public IReadOnlyList<string> CountedAgain => _countedAgain ?? (IReadOnlyList<string>)[];

    /// <inheritdoc cref="GrabPlan.RuleFaults"/>
    public IReadOnlyList<(string TaskId, Decision.Refuse Fault)> RuleFaults => _faults ?? (IReadOnlyList<(string, Decision.Refuse)>)[];

    /// <summary>Decides, and returns the records whose id stands earlier in the list.</summary>
    public IReadOnlyList<BuildTask> Decide(IReadOnlyList<BuildTask> tasks)
    {
        List<BuildTask>? repeated = null;
        book.MakeRoom(tasks.Count, input.Observed.Claims.Count);
        foreach (var task in tasks)
        {
            var facts = book.Find(task.TaskId);
            if (book.See(facts, task, EndOf(facts.Claim)))
            {
                Decide(task, facts, facts.Claim);
            }
            else
            {
                (repeated ??= []).Add(task);
            }
        }

        return repeated ?? (IReadOnlyList<BuildTask>)[];
    }

    /// <summary>The mark of a build that has ended, or of a worker that was told to stop and whose lease has run out.</summary>
    private string? EndOf(Claim? claim) =>
        claim is { ReleasedBecause: ReleaseReason.Finished or ReleaseReason.Cancelled }
            || (claim is { IsCancelled: true } && input.Observed.GroupOf(claim).Time >= claim.LeasedUntil)
            ? claim.Mark!.Text
            : null;

    private void Decide(BuildTask task, CachedTask facts, Claim? claim)
    {
        var profile = book.ProfileOf(facts);
        var turn = profile.Turn.Next(book.Plan);
        Count(claim, facts);
        var (priority, fault) = PriorityOf(task, facts, profile, turn);
        fault = facts.Fault ?? fault;
        var decision = (claim is null ? fault : null) ?? _decide.About(task, claim);
        fault ??= _decide.Fault;
        var isUrgent = false;
        var cancel = CancelOf(task, claim, decision);
        if (cancel is not null || (input.Cancelled.Count > 0 && input.Cancelled.Contains(task.TaskId)))
        {
            // A list that is out of date may have it after the request is over.
            facts.HadIn = CachedTask.BeforeAny;
        }

        if (cancel is var (cause, why))
        {
            decision = new Decision.Hold((decision as Decision.Enqueue)?.GroupId ?? claim!.GroupId, why, cause);
        }
        else if (_comebacks.HoldOf(facts, claim, decision) is { } hold)
        {
            decision = hold;
        }
        else if (decision is Decision.Enqueue or Decision.Requeue)
        {
            (isUrgent, var thrown) = Urgency(task);
            fault ??= thrown;
            decision = claim is null ? fault ?? decision : decision;
        }

        if (claim is not null && fault is not null)
        {
            (_faults ??= []).Add((task.TaskId, fault));
        }

        var position = book.Decisions.Count;
        book.Decisions.Add(new PlannedTask(task, decision) { Priority = priority, Limits = profile.Keys });
        if (decision is Decision.Enqueue or Decision.Requeue)
        {
            var isWhole = _host.Priority is not null || !_shares;
            book.Due.Add(new DueTask(isUrgent, isWhole ? priority : facts.FrontendPriority, 0, isWhole ? 0 : priority, position));
        }
        else
        {
            Write(decision);
        }

        if (claim is not null && decision is not Decision.Withdraw && SilenceTracker.For(claim, _decide.GroupOf(claim), input.Rules) is { } stamped)
        {
            groups.Stamp(stamped);
        }
    }

    /// <summary>Why a task is not handed out because of its user; null when it may be.</summary>
    private (HoldCause Cause, string Reason)? CancelOf(BuildTask task, Claim? claim, Decision decision)
    {
        var wasCancelled = claim?.ReleasedBecause == ReleaseReason.Cancelled;
        // The record of the cancel is all that tells of it, and goes with the claim.
        var isAboutIt = decision is Decision.Enqueue or Decision.Requeue || (wasCancelled && decision is Decision.Withdraw or Decision.Park);
        return !isAboutIt ? null
            : input.Cancelled.Contains(task.TaskId) ? (HoldCause.Cancelled, "its user has cancelled it")
            : wasCancelled && input.AreCancelsUnheard ? (HoldCause.CancelsUnheard, "its user has cancelled it, "
                + "and whether the frontend knows what became of that is not known until it has listed the cancel requests")
            : null;
    }

    private void Count(Claim? claim, CachedTask facts)
    {
        if (claim is null)
        {
            return;
        }

        Claims++;
        if (input.Memory.Uncounted.Count > 0 && input.Memory.Uncounted.Contains(claim.TaskId) && claim.IsTaken)
        {
            (_countedAgain ??= []).Add(claim.TaskId);
        }

        if (claim.IsCounted)
        {
            book.ProfileOf(claim, facts).Count(claim.GroupId, book.Plan);
        }
    }

    private (long Priority, Decision.Refuse? Fault) PriorityOf(BuildTask task, CachedTask facts, LimitProfile profile, int turn)
    {
        if (_host.Priority is null)
        {
            return (facts.FrontendPriority + turn, null);
        }

        try
        {
            return (_host.Priority(task, profile.Keys, turn), null);
        }
#pragma warning disable CA1031 // Whatever a host's function throws costs this task only.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return (facts.FrontendPriority + turn, Decision.Refuse.Because("The host's priority", fault));
        }
    }

    private (bool IsUrgent, Decision.Refuse? Fault) Urgency(BuildTask task)
    {
        try
        {
            return (_host.IsUrgent?.Invoke(task) ?? false, null);
        }
#pragma warning disable CA1031 // Whatever a host's function throws costs this task only.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return (false, Decision.Refuse.Because("The host's judgement of what is urgent", fault));
        }
    }

    private void Write(Decision decision)
    {
        switch (decision)
        {
            case Decision.Withdraw withdraw:
                groups.Withdraw(withdraw);
                break;
            case Decision.Park park when park.Claim.State != ClaimState.Parked:
                groups.Park(park);
                break;
        }
    }
}
