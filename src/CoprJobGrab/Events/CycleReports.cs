using CoprJobGrab.Model;

namespace CoprJobGrab.Events;

/// <summary>Counts what a cycle found and did.</summary>
internal static class CycleReports
{
    public static CycleReport Of(long cycle, TaskSnapshot snapshot, GrabPlan plan, ApplyResult applied)
    {
        var actionsError = (snapshot.Actions as Listing<ActionListing>.NoNews)?.Error;
        var picture = CyclePicture.Of(plan, actionsError);
        var faults = applied.Groups.Select(group => group.Fault).OfType<BuildQueueException>().ToList();
        if (faults.Count > 0)
        {
            return new CycleReport { Cycle = cycle, Error = Joined(faults), Partial = faults.Count < plan.Observed.Groups.Count, Picture = picture };
        }

        var report = Count(plan);
        var duplicate = applied.Groups.Sum(group => group.Duplicates.Count);
        var enqueued = applied.Groups.Sum(group => group.Enqueued.Count);
        var requeued = applied.Groups.Sum(group => group.Requeued.Count);
        var written = plan.Tasks.Count(planned => planned.Decision is Decision.Enqueue or Decision.Requeue);
        return report with
        {
            Cycle = cycle,
            Enqueued = enqueued,
            Requeued = requeued,
            // A task that was to be pushed and turned out to be another's by then counts as kept.
            Kept = report.Kept + written - enqueued - requeued,
            Duplicate = duplicate,
            Withdrawn = applied.Groups.Sum(group => group.Withdrawn.Count),
            ActionsListed = (snapshot.Actions as Listing<ActionListing>.Complete)?.Count,
            ActionsError = actionsError,
            Picture = picture,
        };
    }

    private static BuildQueueException Joined(List<BuildQueueException> faults) => faults.Count == 1
        ? faults[0]
        : new BuildQueueException(
            $"{faults.Count} builder groups failed. {string.Join(" ", faults.Select(fault => fault.Message))}", new AggregateException(faults));

    private static CycleReport Count(GrabPlan plan)
    {
        int kept = 0, held = 0, refused = 0, parked = 0;
        foreach (var planned in plan.Tasks)
        {
            switch (planned.Decision)
            {
                // One that moves to another group comes there in the next cycle.
                case Decision.Keep or Decision.Withdraw: kept++; break;
                case Decision.Hold: held++; break;
                case Decision.Refuse: refused++; break;
                case Decision.Park: parked++; break;
            }
        }

        return new CycleReport
        {
            Cycle = 0,
            Listed = plan.Tasks.Count + plan.Repeated.Count + plan.Malformed.Count,
            Kept = kept,
            Held = held,
            Refused = refused,
            Parked = parked,
            Malformed = plan.Malformed.Count,
            Repeated = plan.Repeated.Count,
        };
    }
}
