using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>
/// The writes of workers and of whoever releases claims, each in one step: what the scripts of the same names do on Redis. Their caller holds the lock.
/// </summary>
internal static class InMemoryMarkWrites
{
    public static int Command(InMemoryGroup group, IReadOnlyList<ClaimCommand> commands)
    {
        var current = commands.Where(command => command is not ClaimCommand.TellWorker && IsMeant(group, command)).ToList();
        var told = commands.OfType<ClaimCommand.TellWorker>().Where(command => HoldsLease(group, command.Claim!)).Select(command => command.TaskId).ToList();
        var waiting = group.Waiting.Find(current.Where(command => command.Claim is { IsStored: true }).Select(command => command.Claim!.Urn));
        var done = current.Where(command => command is not ClaimCommand.CancelIfWaiting || waiting.ContainsKey(command.Claim!.Urn)).ToList();
        group.Waiting.Remove(waiting.Values.ToHashSet());
        foreach (var command in done)
        {
            group.Marks[command.TaskId] = ClaimMark.ReleaseOf(
                command.Claim is { IsStored: true } claim ? claim.Urn : Guid.Empty, command.Claim?.Attempt ?? 0, ++group.Revision, command.Reason);
        }

        foreach (var taskId in told)
        {
            group.Marks[taskId] = LeaseOf(group, taskId)!.Telling();
        }

        return done.Count + told.Count;
    }

    public static TakenBuild? Take(InMemoryGroup group, string groupId, WaitingElement waiting, ReadOnlyMemory<byte> element, DateTimeOffset until)
    {
        if (group.Waiting.Next is not { } next || !next.Bytes.Span.SequenceEqual(element.Span))
        {
            return null;
        }

        group.Waiting.Pop();
        var stored = group.Claims.GetValueOrDefault(waiting.TaskId);
        if (stored is not null && stored.Urn != next.Name)
        {
            return null;
        }

        var build = new TakenBuild(groupId, waiting.TaskId, next.Name, stored?.Attempt ?? 1, waiting.Data, stored is null ? null : group.Incarnation, until);
        Lease(group, build);
        return build;
    }

    public static TakenBuild? Renew(InMemoryGroup group, TakenBuild build, DateTimeOffset now, DateTimeOffset until)
    {
        var stored = group.Claims.GetValueOrDefault(build.TaskId);
        var mark = group.Marks.GetValueOrDefault(build.TaskId);
        // While the claims last, one that is missing was ended by the leader.
        // When they were lost, the task may have been handed out again before that, after the end of the lease, to a worker that gives no sign.
        if (stored is null && mark is null && ((group.Incarnation is not null && group.Incarnation == build.Incarnation) || build.LeasedUntil <= now))
        {
            return null;
        }

        if (stored is null || InMemoryGroup.Is(stored, build.Urn, build.Attempt))
        {
            var held = LeaseOf(group, build.TaskId) is { } lease && lease.Urn == build.Urn && lease.Attempt == build.Attempt ? lease : null;
            if (mark is not null && (stored is null || mark.Text.StartsWith('R')) && held is null)
            {
                return null;
            }

            build = build with { IsCancelled = held is { TellsWorker: true } };
        }
        else if (group.Waiting.Remove(stored.Urn))
        {
            // It was handed out again. The worker that has the build takes it back, as nobody else has taken it.
            build = build with { Urn = stored.Urn, Attempt = stored.Attempt, IsCancelled = false };
        }
        else
        {
            return null;
        }

        build = build with { Incarnation = stored is null ? null : group.Incarnation, LeasedUntil = until };
        Lease(group, build);
        return build;
    }

    public static bool Finish(InMemoryGroup group, TakenBuild build, ReleaseReason reason)
    {
        var (urn, attempt) = (build.Urn, build.Attempt);
        if (group.Claims.GetValueOrDefault(build.TaskId) is { } stored && !InMemoryGroup.Is(stored, urn, attempt))
        {
            if (!group.Waiting.Remove(stored.Urn))
            {
                return false;
            }

            (urn, attempt) = (stored.Urn, stored.Attempt);
        }

        group.Marks[build.TaskId] = ClaimMark.ReleaseOf(urn, attempt, ++group.Revision, reason);
        return true;
    }

    private static bool IsMeant(InMemoryGroup group, ClaimCommand command) =>
        group.IsCurrent(command.TaskId, command.Claim) && (command.Claim is { IsStored: true } || !group.Marks.ContainsKey(command.TaskId));

    private static bool HoldsLease(InMemoryGroup group, Claim claim) =>
        (!group.Claims.TryGetValue(claim.TaskId, out var stored) || InMemoryGroup.Is(stored, claim.Urn, claim.Attempt))
        && LeaseOf(group, claim.TaskId)?.Names(claim) == true;

    private static ClaimMark.Lease? LeaseOf(InMemoryGroup group, string taskId) =>
        group.Marks.GetValueOrDefault(taskId) is ClaimMark.Lease { IsOfLaterVersion: false } lease ? lease : null;

    private static void Lease(InMemoryGroup group, TakenBuild build) =>
        group.Marks[build.TaskId] = ClaimMark.LeaseOf(build.Urn, build.Attempt, build.LeasedUntil, build.IsCancelled);
}
