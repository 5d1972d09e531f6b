using System.Buffers;
using CoprJobGrab.Model;
using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Memory;

/// <summary>What a plan does to one group, each part all or nothing. Its owner holds the lock and has checked epoch and incarnation.</summary>
internal sealed class InMemoryWrites
{
    private readonly PythonJsonWriter _python = new();
    private readonly ArrayBufferWriter<byte> _envelope = new();

    /// <summary>The incarnation of claims that this grabber begins.</summary>
    public string Proposed { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Ends a claim by a mark, unless it is another one by now.</summary>
    public static bool Release(InMemoryGroup group, Release release)
    {
        var stored = group.Claims.GetValueOrDefault(release.TaskId);
        if (release.Claim is not { } claim)
        {
            if (stored is not null || group.Marks.ContainsKey(release.TaskId))
            {
                return false;
            }

            group.Release(release.TaskId, Guid.Empty, 0, release.Reason);
            return true;
        }

        if (stored is null ? claim.IsStored : stored.Urn != claim.Urn || stored.Attempt != claim.Attempt)
        {
            return false;
        }

        if (release.TellsWorker)
        {
            return Tell(group, claim);
        }

        if (!group.Waiting.Remove(claim.Urn) && release.OnlyIfItWaits)
        {
            return false;
        }

        group.Release(release.TaskId, claim.Urn, claim.Attempt, release.Reason);
        return true;
    }

    private static bool Tell(InMemoryGroup group, Claim claim)
    {
        if (group.Marks.GetValueOrDefault(claim.TaskId) is not { LeasedUntil: not null } mark || !mark.Names(claim))
        {
            return false;
        }

        group.Marks[claim.TaskId] = mark.Telling();
        return true;
    }

    /// <summary>
    /// Claims what stands in the list without a claim, or is remembered as taken; what was popped meanwhile too, because a worker has it. But where a stored claim is replaced,
    /// its worker is the one that is known.
    /// </summary>
    public void Adopt(InMemoryGroup group, InMemoryView view)
    {
        foreach (var claim in view.Adopted.Where(claim => !group.Claims.TryGetValue(claim.TaskId, out var current) || (current.Urn != claim.Urn && group.Waiting.Contains(claim.Urn))))
        {
            group.Store(claim);
            Begin(group);
        }

        foreach (var urn in view.DuplicateElements)
        {
            group.Waiting.Remove(urn);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var doubled in group.Waiting.Where(element => !seen.Add(element.TaskId)).ToList())
        {
            group.Waiting.Remove(doubled.Urn);
        }

        view.AdoptionDone(group.Incarnation);
    }

    public void Change(InMemoryGroup group, GroupPlan plan, DateTimeOffset now, GroupResultBuilder outcome)
    {
        foreach (var (claim, _) in plan.Withdraw)
        {
            Change(group, claim, becomes: null, outcome.Withdrawn, outcome);
        }

        foreach (var requeue in PushEnd.InOrder(plan.Requeue, task => task.IsUrgent))
        {
            var (task, claim, attempt) = requeue;
            var next = new Claim(task.TaskId, plan.GroupId, Guid.NewGuid(), attempt, ClaimState.Waiting, claim.IsStored ? claim.Limits : LimitKeys.Of(task, new TextPool())) { QueuedAt = now };
            if (Change(group, claim, next, outcome.Requeued, outcome))
            {
                Push(group, task, next, requeue.IsUrgent);
            }
        }

        foreach (var (claim, reason) in plan.Park)
        {
            Change(group, claim, claim.Unmarked(ClaimState.Parked) with { ParkedBecause = reason, IsStored = true }, outcome.Parked, outcome);
        }

        foreach (var claim in plan.Stamp)
        {
            if (IsCurrent(group, claim))
            {
                group.Store(claim);
                group.Version++;
            }
        }
    }

    public void Enqueue(InMemoryGroup group, GroupPlan plan, DateTimeOffset now, GroupResultBuilder outcome)
    {
        foreach (var enqueue in PushEnd.InOrder(plan.Enqueue, task => task.IsUrgent))
        {
            Enqueue(group, plan.GroupId, enqueue, now, outcome);
        }
    }

    private void Enqueue(InMemoryGroup group, string groupId, EnqueuedTask enqueue, DateTimeOffset now, GroupResultBuilder outcome)
    {
        var (task, limits) = enqueue;
        if (group.Claims.ContainsKey(task.TaskId))
        {
            outcome.Duplicates.Add(task.TaskId);
        }
        else if (group.Marks.ContainsKey(task.TaskId))
        {
            outcome.Superseded.Add(task.TaskId);
        }
        else
        {
            var claim = new Claim(task.TaskId, groupId, Guid.NewGuid(), 1, ClaimState.Waiting, limits) { QueuedAt = now };
            group.Store(claim);
            Begin(group);
            Push(group, task, claim, enqueue.IsUrgent);
            outcome.Enqueued.Add(task.TaskId);
        }
    }

    private bool Change(InMemoryGroup group, Claim claim, Claim? becomes, List<string> done, GroupResultBuilder outcome)
    {
        if (!IsCurrent(group, claim) || (claim.State == ClaimState.Waiting && !group.Waiting.Remove(claim.Urn)))
        {
            outcome.Superseded.Add(claim.TaskId);
            return false;
        }

        group.Marks.Remove(claim.TaskId);
        group.Claims.Remove(claim.TaskId);
        if (becomes is not null)
        {
            group.Store(becomes);
        }

        Begin(group);
        done.Add(claim.TaskId);
        return true;
    }

    private static bool IsCurrent(InMemoryGroup group, Claim claim)
    {
        var stored = group.Claims.GetValueOrDefault(claim.TaskId);
        return (claim.IsStored ? stored?.Urn == claim.Urn && stored.Attempt == claim.Attempt : stored is null)
            && group.Marks.GetValueOrDefault(claim.TaskId)?.Text == claim.Mark?.Text;
    }

    private void Begin(InMemoryGroup group)
    {
        group.Incarnation ??= Proposed;
        group.Version++;
    }

    private void Push(InMemoryGroup group, BuildTask task, Claim claim, bool isUrgent)
    {
        _envelope.ResetWrittenCount();
        RetaskEnvelope.Write(_envelope, task.Json.Span, claim.Urn, _python);
        group.Waiting.Add(new InMemoryElement(claim.Urn, task.TaskId, _envelope.WrittenSpan.ToArray()), isUrgent);
    }
}
