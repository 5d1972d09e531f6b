using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>The writes of workers, each build in one step: what the scripts of the same names do on Redis. Their caller holds the lock.</summary>
internal static class InMemoryWorkerWrites
{
    public static (int Popped, IReadOnlyList<TakenBuild> Taken) Take(
        InMemoryGroup group, string groupId, IReadOnlyList<(WaitingElement? Build, ReadOnlyMemory<byte> Element)> oldest, DateTimeOffset now,
        DateTimeOffset until)
    {
        var popped = 0;
        var taken = new List<TakenBuild>();
        foreach (var (waiting, element) in oldest)
        {
            if (group.Waiting.Next is not { } next || !next.Bytes.Span.SequenceEqual(element.Span))
            {
                break;
            }

            popped++;
            group.Waiting.Pop();
            if (waiting is not { } build)
            {
                continue;
            }

            var stored = group.Claims.GetValueOrDefault(build.TaskId);
            // Whoever pushed the task without a claim may have pushed it twice.
            if ((stored is null ? !IsLeased(group, build.TaskId, now) : stored.Urn == next.Name) && !taken.Exists(other => other.TaskId == build.TaskId))
            {
                taken.Add(Lease(group, new TakenBuild(groupId, build.TaskId, next.Name, stored?.Attempt ?? 1, build.Data, until)
                {
                    Incarnation = stored is null ? null : group.Incarnation,
                }));
            }
        }

        return (popped, taken);
    }

    public static TakenBuild? Renew(InMemoryGroup group, TakenBuild build, DateTimeOffset now, DateTimeOffset until) =>
        Hold(group, build, now) is ({ } held, { IsEnded: false } or null) ? Lease(group, held with { LeasedUntil = until }) : null;

    public static TakenBuild? End(InMemoryGroup group, EndedBuild ended, string teller, DateTimeOffset now, DateTimeOffset until)
    {
        var (held, mark) = Hold(group, ended.Build, now);
        if (held is null || (mark is { IsEnded: true } && (group.Reports.GetValueOrDefault(held.TaskId) is { } report
            ? report.Teller != teller
            : ended.Build.LeasedUntil <= now)))
        {
            return null;
        }

        return Report(group, held, teller, until, ended.Report);
    }

    public static IReadOnlyList<EndedBuild> Untold(InMemoryGroup group, string groupId, string teller, DateTimeOffset now, DateTimeOffset until)
    {
        var unreported = group.Marks.Where(mark => mark.Value is ClaimMark.Lease { IsEnded: true } && !group.Reports.ContainsKey(mark.Key));
        foreach (var (taskId, mark) in unreported.ToList())
        {
            // It becomes a lease again that runs out, unless its teller stores the end again.
            group.Marks[taskId] = ClaimMark.LeaseOf(mark.Urn, mark.Attempt, until);
        }

        var untold = new List<EndedBuild>();
        foreach (var (taskId, report) in group.Reports.Where(report => report.Value.Until <= now).ToList())
        {
            var (held, _) = Hold(group, new TakenBuild(groupId, taskId, report.Urn, report.Attempt, default, DateTimeOffset.MaxValue), now);
            group.Reports.Remove(taskId);
            if (held is not null)
            {
                untold.Add(new EndedBuild(Report(group, held, teller, until, report.Text), report.Text));
            }
        }

        return untold;
    }

    public static bool Finish(InMemoryGroup group, TakenBuild build, ReleaseWords release, DateTimeOffset now)
    {
        var (urn, attempt) = (build.Urn, build.Attempt);
        var stored = group.Claims.GetValueOrDefault(build.TaskId);
        var isOwn = stored is null || InMemoryGroup.Is(stored, urn, attempt);
        // A report of an earlier claim is removed; a later one has its teller.
        if (group.Reports.TryGetValue(build.TaskId, out var report)
            && (report.Urn == urn && report.Attempt == attempt ? report.Teller != build.Teller : stored is null || !isOwn))
        {
            return false;
        }

        if (!isOwn)
        {
            // It was handed out again, and has ended all the same. One that is given back waits already; and this may be said again after a lost answer.
            if (release.Reason is ReleaseReason.Rescheduled or ReleaseReason.Interrupted || !group.Waiting.Remove(stored!.Urn))
            {
                return false;
            }

            (urn, attempt) = (stored.Urn, stored.Attempt);
        }

        group.Reports.Remove(build.TaskId);
        group.Marks[build.TaskId] = ClaimMark.ReleaseOf(urn, attempt, ++group.Revision, release.Reason, release.Pause is { } pause
            ? pause > TimeSpan.Zero ? now + pause : DateTimeOffset.UnixEpoch
            : null, release.Text);
        return true;
    }

    /// <summary>What the worker that had this claim has still, and the mark that is there of it; nothing when it has the task no more.</summary>
    private static (TakenBuild? Build, ClaimMark.Lease? Mark) Hold(InMemoryGroup group, TakenBuild build, DateTimeOffset now)
    {
        var stored = group.Claims.GetValueOrDefault(build.TaskId);
        var mark = group.Marks.GetValueOrDefault(build.TaskId);
        // While the claims last, one that is missing was ended by the leader.
        // When they were lost, the task may have been handed out again before that, after the end of the lease, to a worker that gives no sign.
        if (stored is null && mark is null && ((group.Incarnation is not null && group.Incarnation == build.Incarnation) || build.LeasedUntil <= now))
        {
            return default;
        }

        if (stored is null || InMemoryGroup.Is(stored, build.Urn, build.Attempt))
        {
            var held = mark is ClaimMark.Lease { IsOfLaterVersion: false } lease && lease.Urn == build.Urn && lease.Attempt == build.Attempt ? lease : null;
            return mark is not null && (stored is null || mark.Text.StartsWith('R')) && held is null
                ? default
                : (build with { IsCancelled = held is { TellsWorker: true }, Incarnation = stored is null ? null : group.Incarnation }, held);
        }

        // It was handed out again. The worker that has the build takes it back, if nobody else has taken it.
        return group.Waiting.Remove(stored.Urn)
            ? (build with { Urn = stored.Urn, Attempt = stored.Attempt, IsCancelled = false, Incarnation = group.Incarnation }, null)
            : default;
    }

    private static bool IsLeased(InMemoryGroup group, string taskId, DateTimeOffset now) =>
        group.Marks.GetValueOrDefault(taskId) is ClaimMark.Lease { IsOfLaterVersion: false } lease && lease.Until > now;

    private static TakenBuild Lease(InMemoryGroup group, TakenBuild build)
    {
        group.Marks[build.TaskId] = ClaimMark.LeaseOf(build.Urn, build.Attempt, build.LeasedUntil, build.IsCancelled);
        return build;
    }

    private static TakenBuild Report(InMemoryGroup group, TakenBuild build, string teller, DateTimeOffset until, ReadOnlyMemory<byte> text)
    {
        group.Marks[build.TaskId] = ClaimMark.EndOf(build.Urn, build.Attempt);
        group.Reports[build.TaskId] = new InMemoryReport(build.Urn, build.Attempt, until, teller, text);
        return build with { LeasedUntil = until, Teller = teller };
    }
}
