using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Memory;

/// <summary>The workers' half in memory.</summary>
internal sealed class InMemoryWorkerQueue(InMemoryStore store) : IWorkerQueue
{
    public ValueTask<TakenBuild?> TakeAsync(string groupId, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Gate)
        {
            var group = store.Group(groupId);
            while (group.Waiting.TakeFirst() is var (urn, taskId, envelope))
            {
                var stored = group.Claims.GetValueOrDefault(taskId);
                if (stored is null || stored.Urn == urn)
                {
                    var data = RetaskEnvelope.Read(envelope).Data;
                    var build = new TakenBuild(groupId, taskId, urn, stored?.Attempt ?? 1, data, stored is null ? null : group.Incarnation, store.Now + lease);
                    Mark(group, build);
                    return ValueTask.FromResult<TakenBuild?>(build);
                }
            }

            return ValueTask.FromResult<TakenBuild?>(null);
        }
    }

    public ValueTask<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (store.Gate)
        {
            var group = store.Group(build.GroupId);
            var stored = group.Claims.GetValueOrDefault(build.TaskId);
            var mark = group.Marks.GetValueOrDefault(build.TaskId);
            var mine = mark is { LeasedUntil: not null } && mark.Urn == build.Urn && mark.Attempt == build.Attempt;
            if (stored is null || Is(stored, build))
            {
                // While the claims last, one that is missing was ended by the leader. When they were lost, the task may have been handed out again before that, after the end of the
                // lease, to a worker that gives no sign.
                if (stored is null && mark is null && ((group.Incarnation is not null && group.Incarnation == build.Incarnation) || build.LeasedUntil <= store.Now))
                {
                    return ValueTask.FromResult<TakenBuild?>(null);
                }

                if (mark is not null && (mark.LeasedUntil is null || stored is null) && !mine)
                {
                    return ValueTask.FromResult<TakenBuild?>(null);
                }
            }
            else if (group.Waiting.Remove(stored.Urn))
            {
                // It was handed out again. Who has the build takes it back, as nobody else has taken it.
                build = build with { Urn = stored.Urn, Attempt = stored.Attempt };
            }
            else
            {
                return ValueTask.FromResult<TakenBuild?>(null);
            }

            build = build with
            {
                Incarnation = stored is null ? null : group.Incarnation, LeasedUntil = store.Now + lease, IsCancelled = mine && mark!.TellsWorker,
            };
            Mark(group, build);
            return ValueTask.FromResult<TakenBuild?>(build);
        }
    }

    public ValueTask<bool> FinishAsync(TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken)
    {
        lock (store.Gate)
        {
            var group = store.Group(build.GroupId);
            var stored = group.Claims.GetValueOrDefault(build.TaskId);
            if (stored is not null && !Is(stored, build))
            {
                if (!group.Waiting.Remove(stored.Urn))
                {
                    return ValueTask.FromResult(false);
                }

                build = build with { Urn = stored.Urn, Attempt = stored.Attempt };
            }

            group.Release(build.TaskId, build.Urn, build.Attempt, reason);
            return ValueTask.FromResult(true);
        }
    }

    private static bool Is(Claim stored, TakenBuild build) => stored.Urn == build.Urn && stored.Attempt == build.Attempt;

    private static void Mark(InMemoryGroup group, TakenBuild build) =>
        group.Marks[build.TaskId] = ClaimMark.Read(ClaimMark.LeaseText(build.Urn, build.Attempt, build.LeasedUntil, build.IsCancelled));
}
