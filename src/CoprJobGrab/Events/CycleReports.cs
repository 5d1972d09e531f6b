namespace CoprJobGrab;

/// <summary>Counts what a cycle found and did.</summary>
internal static class CycleReports
{
    public static CycleReport Of(long cycle, TaskSnapshot snapshot, GrabPlan plan, ApplyResult applied)
    {
        if (Fault(applied) is { } fault)
        {
            return new CycleReport { Cycle = cycle, Error = fault };
        }

        var report = Count(plan);
        var duplicate = applied.Groups.Sum(group => group.Duplicates.Count);
        return report with
        {
            Cycle = cycle,
            Enqueued = applied.Groups.Sum(group => group.Enqueued.Count),
            Kept = report.Kept + duplicate,
            Duplicate = duplicate,
            Withdrawn = applied.Groups.Sum(group => group.Withdrawn.Count),
            ActionsListed = (snapshot.Actions as Listing<ActionListing>.Complete)?.Count,
            ActionsError = (snapshot.Actions as Listing<ActionListing>.NoNews)?.Error,
        };
    }

    private static CycleReport Count(GrabPlan plan)
    {
        int requeued = 0, kept = 0, held = 0, refused = 0, parked = 0;
        foreach (var planned in plan.Tasks)
        {
            switch (planned.Decision)
            {
                case Decision.Keep: kept++; break;
                case Decision.Requeue: requeued++; break;
                case Decision.Hold: held++; break;
                case Decision.Refuse: refused++; break;
                case Decision.Park: parked++; break;
            }
        }

        return new CycleReport
        {
            Cycle = 0,
            Listed = plan.Tasks.Count + plan.Repeated.Count + plan.Malformed.Count,
            Requeued = requeued,
            Kept = kept,
            Held = held,
            Refused = refused,
            Parked = parked,
            Malformed = plan.Malformed.Count,
            Repeated = plan.Repeated.Count,
        };
    }

    private static BuildQueueException? Fault(ApplyResult applied)
    {
        var failed = applied.Groups.FirstOrDefault(group => group.Error is not null);
        if (failed is not null)
        {
            return failed.Error;
        }

        var stale = applied.Groups.Where(group => group.Stale).Select(group => group.GroupId).ToList();
        return stale.Count == 0
            ? null
            : new BuildQueueException($"The claims of builder group {string.Join(", ", stale)} were lost or replaced between observation and write, so nothing more was written. The next cycle observes anew and goes on; if this repeats, look for another grabber or a flush of the store.");
    }
}
