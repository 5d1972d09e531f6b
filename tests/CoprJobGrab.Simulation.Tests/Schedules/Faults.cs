namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A task is pushed, and its claim never written.</summary>
internal sealed class PushWithoutClaim : Fault
{
    public override void AfterApply(FaultyQueue queue, IReadOnlyList<GroupResult> written)
    {
        foreach (var group in written)
        {
            group.Enqueued.ToList().ForEach(taskId => queue.Ground.Store.Groups[group.GroupId].Claims.Remove(taskId));
        }
    }
}

/// <summary>A task is claimed, and never pushed.</summary>
internal sealed class ClaimWithoutPush : Fault
{
    public override void AfterApply(FaultyQueue queue, IReadOnlyList<GroupResult> written)
    {
        foreach (var group in written.Where(group => group.Enqueued.Count > 0))
        {
            queue.Ground.Store.Groups[group.GroupId].Waiting.Remove(queue.Ground.Store.Groups[group.GroupId].Waiting.Newest!.Name);
        }
    }
}

/// <summary>Whatever epoch a group holds, a write is accepted.</summary>
internal sealed class NoEpochCheck : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        foreach (var group in queue.Ground.Store.Groups.Values)
        {
            group.Epoch = queue.Epoch;
        }

        return plan;
    }
}

/// <summary>A write is refused by a younger epoch only, and not when the epoch is lost.</summary>
internal sealed class OnlyYoungerEpochsFence : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        foreach (var group in queue.Ground.Store.Groups.Values)
        {
            group.Epoch = Math.Max(group.Epoch, queue.Epoch);
        }

        return plan;
    }
}

/// <summary>An enqueue does not look at release records.</summary>
internal sealed class MarksNotChecked : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        foreach (var group in plan.Groups)
        {
            group.Enqueue.ToList().ForEach(task => queue.Ground.Store.Groups[group.GroupId].Marks.Remove(task.TaskId));
        }

        return plan;
    }
}

/// <summary>A write does not notice that the claims are others than those observed.</summary>
internal sealed class IncarnationNotChecked : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan) => With(plan, plan.Observed with
    {
        Groups = plan.Observed.Groups.ToDictionary(
            group => group.Key, group =>
                group.Value with { Incarnation = queue.Ground.Store.Groups[group.Key].Incarnation, Version = queue.Ground.Store.Groups[group.Key].Version }),
    });
}

/// <summary>One list that misses a task is enough.</summary>
internal sealed class AbsentOnce : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        var listed = plan.Tasks.Select(task => task.Task.TaskId).ToHashSet(StringComparer.Ordinal);
        var missing = plan.Observed.Claims.Values.Where(claim => !listed.Contains(claim.TaskId)).GroupBy(claim => claim.GroupId);
        return With(plan, groups:
        [
            .. plan.Groups.Select(group => group with { Withdraw = [] }).Concat(missing.Select(
                group => new GroupPlan(group.Key, [], [.. group.Select(claim => new Decision.Withdraw(claim, "one list does not have it"))]))),
        ]);
    }
}

/// <summary>A withdrawal does not say that the task waited, and so ends the claim of one that was taken meanwhile.</summary>
internal sealed class UnnamedWithdrawal : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        foreach (var (claim, _) in plan.Groups.SelectMany(group => group.Withdraw))
        {
            queue.Ground.Store.Groups[claim.GroupId].Waiting.Remove(claim.Urn);
            queue.Ground.Store.Groups[claim.GroupId].Claims.Remove(claim.TaskId);
        }

        return plan;
    }
}

/// <summary>What stands in a list without a claim is overlooked.</summary>
internal sealed class NoAdoption : Fault
{
    private readonly List<(InMemoryGroup Group, InMemoryElement Element)> _hidden = [];

    public override void BeforeObserve(FaultyQueue queue) => Hide(queue);

    public override QueueState AfterObserve(FaultyQueue queue, QueueState state)
    {
        Show();
        return state;
    }

    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        Hide(queue);
        return plan;
    }

    public override void AfterApply(FaultyQueue queue, IReadOnlyList<GroupResult> written) => Show();

    private void Hide(FaultyQueue queue)
    {
        Show();
        foreach (var group in queue.Ground.Store.Groups.Values)
        {
            foreach (var element in group.Waiting.Where(element => group.Claims.GetValueOrDefault(element.TaskId!)?.Urn != element.Name).ToList())
            {
                group.Waiting.Remove(element.Name);
                _hidden.Add((group, element));
            }
        }
    }

    private void Show()
    {
        _hidden.ForEach(hidden => hidden.Group.Waiting.Push(hidden.Element, isUrgent: true));
        _hidden.Clear();
    }
}

/// <summary>After a loss of the claims the leader does not know what it knew.</summary>
internal sealed class NoLeadersMemory : Fault
{
    public override void BeforeObserve(FaultyQueue queue)
    {
        if (queue.Epoch != 0
            && queue.Ground.Store.Groups.Values.All(group => group.Epoch == queue.Epoch)
            && queue.Ground.Store.Groups.Values.Any(group => group.Incarnation is null))
        {
            queue.ForgetAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}

/// <summary>Patience runs by the clock of each grabber, and these are a day apart.</summary>
internal sealed class PatienceByTheWrongClock : Fault
{
    public override QueueState AfterObserve(FaultyQueue queue, QueueState state) => state with
    {
        Groups = state.Groups.ToDictionary(
            group => group.Key, group => group.Value with { Time = group.Value.Time + (queue.Grabber * TimeSpan.FromHours(27)) }),
    };
}

/// <summary>A claim counts in its own group only.</summary>
internal sealed class OneClaimPerGroup : Fault
{
    public override QueueState AfterObserve(FaultyQueue queue, QueueState state) => state with
    {
        Claims = state.Claims.Where(claim => queue.Configuration.Groups.Contains(claim.Value.GroupId)
            && (claim.Value.Limits.Architecture is not { } architecture || queue.Configuration.GroupOf.GetValueOrDefault(architecture) == claim.Value.GroupId))
            .ToDictionary(claim => claim.Key, claim => claim.Value),
    };
}

/// <summary>The queue is observed after the list was fetched.</summary>
internal sealed class FetchFirst : Fault
{
    public override bool FetchesFirst => true;
}

/// <summary>A task is set aside the first time that it fails.</summary>
internal sealed class ParkedAtOnce : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan) => With(
        plan, groups: [.. plan.Groups.Select(
            group => group with { Requeue = [], Park = [.. group.Park, .. group.Requeue.Select(task => new Decision.Park(task.Claim, "it failed"))] })]);
}

/// <summary>What waits in a list is not counted.</summary>
internal sealed class DepthNotCounted : Fault
{
    public override QueueState AfterObserve(FaultyQueue queue, QueueState state) =>
        state with { Groups = state.Groups.ToDictionary(group => group.Key, group => group.Value with { Waiting = 0 }) };
}

/// <summary>A task that a worker has is counted by no limit.</summary>
internal sealed class TakenNotCounted : Fault
{
    public override QueueState AfterObserve(FaultyQueue queue, QueueState state) => state with
    {
        Claims = state.Claims.ToDictionary(
            claim => claim.Key, claim => claim.Value.IsTaken ? claim.Value with { Limits = claim.Value.Limits with { Owner = "nobody" } } : claim.Value),
    };
}

/// <summary>What is claimed since the last cycle is not seen by a top-up.</summary>
internal sealed class TopUpSeesNoClaims : Fault
{
    public override QueueState AfterObserve(FaultyQueue queue, QueueState state) =>
        queue.Planner.TopsUp ? state with { Claims = new Dictionary<string, Claim>() } : state;
}

/// <summary>A lease whose claim is lost is overlooked.</summary>
internal sealed class LeaseWithoutClaimOverlooked : Fault
{
    public override bool IsHidden => true;

    public override QueueState AfterObserve(FaultyQueue queue, QueueState state) =>
        state with { Claims = state.Claims.Where(claim => claim.Value.IsStored).ToDictionary(claim => claim.Key, claim => claim.Value) };

    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        foreach (var group in plan.Groups)
        {
            group.Enqueue.ToList().ForEach(task => queue.Ground.Store.Groups[group.GroupId].Marks.Remove(task.TaskId));
        }

        return plan;
    }
}

/// <summary>For the first minute nothing is withdrawn.</summary>
internal sealed class LateWithdrawal : Fault
{
    private static readonly DateTimeOffset Until = new Microsoft.Extensions.Time.Testing.FakeTimeProvider().GetUtcNow() + TimeSpan.FromMinutes(1);

    public override bool IsHidden => true;

    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan) =>
        queue.Ground.Store.Now > Until ? plan : With(plan, groups: [.. plan.Groups.Select(group => group with { Withdraw = [] })]);
}

/// <summary>A task is taken, and its lease never written.</summary>
internal sealed class TakeWithoutLease : Fault
{
    public override void AfterTake(InMemoryStore store, TakenBuild build) => store.Groups[build.GroupId].Marks.Remove(build.TaskId);
}

/// <summary>The claim of a build that has ended and is not told yet runs out as a lease does.</summary>
internal sealed class EndedRunsOut : Fault
{
    public override void AfterEnd(InMemoryStore store, TakenBuild ended) =>
        store.Groups[ended.GroupId].Marks[ended.TaskId] = ClaimMark.LeaseOf(ended.Urn, ended.Attempt, ended.LeasedUntil);
}

/// <summary>The end of a build is marked, and what is to be told of it is not stored.</summary>
internal sealed class EndWithoutReport : Fault
{
    public override void AfterEnd(InMemoryStore store, TakenBuild ended) => store.Groups[ended.GroupId].Reports.Remove(ended.TaskId);
}

/// <summary>A grabber that stood by leads at once in a store that lost everything.</summary>
internal sealed class LeadsAtOnceAfterLoss : Fault
{
    public override bool IsHidden => true;

    public override bool StandbysLeadAtOnce => true;
}

/// <summary>A task that was gone is handed out as soon as one list has it.</summary>
internal sealed class PresentOnce : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        var back = plan.Tasks.Where(planned => planned.Decision is Decision.Hold { Cause: HoldCause.ListedAgain }).Select(planned =>
            plan.Observed.Claims.GetValueOrDefault(planned.Task.TaskId) is { } claim
                ? new GroupPlan(claim.GroupId, [], []) { Requeue = [new RequeuedTask(planned.Task, claim, claim.Attempt + 1)] }
                : new GroupPlan(((Decision.Hold)planned.Decision).GroupId, [new EnqueuedTask(planned.Task, planned.Limits!)], []));
        return With(plan, groups: [.. plan.Groups, .. back]);
    }
}

/// <summary>Two lists that miss a taken task end its claim.</summary>
internal sealed class AbsenceForgotten : Fault
{
    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan) => With(plan, groups:
    [
        .. plan.Groups, .. plan.Uncounted.Select(taskId => plan.Observed.Claims[taskId])
            .Select(claim => new GroupPlan(claim.GroupId, [], [new Decision.Withdraw(claim, "two lists do not have it")])),
    ]);
}
