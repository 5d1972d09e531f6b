using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Memory;

/// <summary>The writes of the leader to one group, each in one step: what the scripts of the same names do on Redis. Their caller holds the lock.</summary>
internal static class InMemoryLeaderWrites
{
    public static long Stamp(InMemoryGroup group, long epoch) => group.Epoch = Math.Max(group.Epoch, epoch);

    public static WriteAnswer Adopt(InMemoryGroup group, OrphanRepair repair, LeaderTerms terms)
    {
        if (Refused(group, terms) is { } refused)
        {
            return refused;
        }

        if (group.Version != terms.Version || group.Incarnation != terms.Observed)
        {
            return WriteAnswer.Stale;
        }

        var removed = Duplicates(group, repair.DuplicateElements);
        var replacing = repair.Claims.ToLookup(claim => repair.Replaced.Contains(claim.TaskId));
        var standing = group.Waiting.Find(replacing[true].Select(claim => claim.Urn));
        var returned = replacing[false].Where(claim => repair.Returned.ContainsKey(claim.TaskId)).Select(claim => repair.Returned[claim.TaskId]);
        removed.UnionWith(group.Waiting.Find(returned).Values);
        Begin(group, terms);
        var kept = 0;
        foreach (var claim in repair.Claims)
        {
            // A task that was popped meanwhile is adopted all the same: a worker has it.
            // But where a stored claim is replaced, its worker is the one that is known.
            if (repair.Replaced.Contains(claim.TaskId) && !standing.ContainsKey(claim.Urn))
            {
                kept++;
            }
            else
            {
                group.Store(claim);
            }
        }

        group.Waiting.Remove(removed);
        return new WriteAnswer(++group.Version, [kept]);
    }

    public static WriteAnswer Change(InMemoryGroup group, IReadOnlyList<ClaimChange> changes, LeaderTerms terms)
    {
        if (Refused(group, terms) is { } refused)
        {
            return refused;
        }

        var ends = changes.Select(change => IsObserved(group, change.Claim) ? ChangeEnd.Done : ChangeEnd.Another).ToList();
        var found = group.Waiting.Find(
            changes.Where((change, position) => ends[position] == ChangeEnd.Done && change.RemovesElement).Select(change => change.Claim.Urn));
        for (var position = 0; position < changes.Count; position++)
        {
            if (ends[position] == ChangeEnd.Done && changes[position].RemovesElement && !found.ContainsKey(changes[position].Claim.Urn))
            {
                ends[position] = ChangeEnd.Popped;
            }
        }

        if (!ends.Contains(ChangeEnd.Done))
        {
            return new WriteAnswer(group.Version, [.. ends.Select(end => (int)end)]);
        }

        group.Waiting.Remove(found.Values.ToHashSet());
        var python = new PythonJsonWriter();
        foreach (var change in changes.Where((_, position) => ends[position] == ChangeEnd.Done))
        {
            if (!change.KeepsMark)
            {
                group.Marks.Remove(change.Claim.TaskId);
            }

            if (change.Next is not { } next)
            {
                group.Claims.Remove(change.Claim.TaskId);
                continue;
            }

            Begin(group, terms);
            group.Store(next);
            if (change.Task is { } task)
            {
                Push(group, task, next.Urn, change.IsUrgent, python, terms.Trace);
            }
        }

        return new WriteAnswer(++group.Version, [.. ends.Select(end => (int)end)]);
    }

    public static WriteAnswer Enqueue(InMemoryGroup group, IReadOnlyList<EnqueuedTask> tasks, IReadOnlyList<Claim> claims, LeaderTerms terms)
    {
        if (Refused(group, terms) is { } refused)
        {
            return refused;
        }

        var skipped = new List<int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var python = new PythonJsonWriter();
        for (var position = 0; position < claims.Count; position++)
        {
            var claim = claims[position];
            if (!seen.Add(claim.TaskId) || group.Claims.ContainsKey(claim.TaskId))
            {
                skipped.Add(position);
            }
            else if (group.Marks.ContainsKey(claim.TaskId))
            {
                skipped.Add(-1 - position);
            }
            else
            {
                Begin(group, terms);
                group.Store(claim);
                Push(group, tasks[position].Task, claim.Urn, tasks[position].IsUrgent, python, terms.Trace);
            }
        }

        return new WriteAnswer(skipped.Count == claims.Count ? group.Version : ++group.Version, skipped);
    }

    private static WriteAnswer? Refused(InMemoryGroup group, LeaderTerms terms)
    {
        if (group.Epoch != terms.Epoch)
        {
            return WriteAnswer.Fenced(group.Epoch);
        }

        var isAnother = group.Incarnation is { } begun ? begun != terms.Observed && begun != terms.Current : terms.Observed is not null;
        return isAnother || group.Version < terms.Version ? WriteAnswer.Stale : null;
    }

    private static void Begin(InMemoryGroup group, LeaderTerms terms) => group.Incarnation ??= terms.Current;

    private static bool IsObserved(InMemoryGroup group, Claim claim) =>
        group.IsCurrent(claim.TaskId, claim) && group.Marks.GetValueOrDefault(claim.TaskId)?.Text == claim.Mark?.Text;

    private static void Push(InMemoryGroup group, BuildTask task, Guid urn, bool isUrgent, PythonJsonWriter python, string? trace) =>
        group.Waiting.Push(new InMemoryElement(urn, RetaskEnvelope.Bytes(task, urn, python, trace)), isUrgent);

    private static HashSet<InMemoryElement> Duplicates(InMemoryGroup group, IReadOnlyDictionary<string, DuplicateElements> duplicates)
    {
        var left = duplicates.ToDictionary(duplicate => duplicate.Key, duplicate => duplicate.Value.Count);
        var held = new Dictionary<string, InMemoryElement>();
        var removed = new HashSet<InMemoryElement>();
        foreach (var element in left.Count == 0 ? [] : group.Waiting.AsEnumerable())
        {
            var digest = ElementDigest.Of(element.Bytes);
            if (left.GetValueOrDefault(digest) == 0)
            {
                continue;
            }

            var doubled = element;
            if (duplicates[digest].AreCopies)
            {
                // The list is read in parts, and who pushes in between shows an element twice: one goes only when another follows, and the last one stays.
                var before = held.GetValueOrDefault(digest);
                held[digest] = element;
                doubled = before;
            }

            if (doubled is not null)
            {
                removed.Add(doubled);
                left[digest]--;
            }
        }

        return removed;
    }
}
