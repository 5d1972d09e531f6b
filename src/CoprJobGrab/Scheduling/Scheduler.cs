namespace CoprJobGrab;

/// <summary>Compares what the frontend lists with what the queues hold, and decides about each task. Pure: no I/O, no clock of its own.</summary>
internal sealed class Scheduler(IBuildRouter router)
{
    /// <summary>Decides.</summary>
    /// <param name="builds">The complete list, fetched after the observation.</param>
    /// <param name="input">What it is compared with.</param>
    public (GrabPlan Plan, ListMemory Memory) Plan(Listing<BuildTask>.Complete builds, PlanInput input)
    {
        var observed = input.Observed;
        var tasks = new List<PlannedTask>(builds.Items.Count);
        var repeated = new List<BuildTask>();
        var listed = new HashSet<string>(builds.Items.Count, StringComparer.Ordinal);
        var decide = new TaskDecisions(router, observed, input.Rules);
        var groups = new GroupPlans();
        foreach (var task in builds.Items)
        {
            if (!listed.Add(task.TaskId))
            {
                repeated.Add(task);
                continue;
            }

            var decision = decide.About(task);
            tasks.Add(new PlannedTask(task, decision));
            Write(groups, task, decision);
        }

        // A record that is malformed today is still listed: its task has not ended.
        foreach (var taskId in builds.Malformed.Select(record => record.TaskId).OfType<string>())
        {
            listed.Add(taskId);
        }

        var missing = new MissingClaims(input);
        missing.Find(listed);
        var (withdrawals, memory, doubted) = missing.Decide();
        foreach (var withdrawal in withdrawals)
        {
            groups.Withdraw(withdrawal);
        }

        Stamp(groups, input, withdrawals, tasks);
        return (new GrabPlan(observed, tasks)
        {
            Repeated = repeated, Malformed = builds.Malformed, Withdrawals = withdrawals, DoubtedAbsences = doubted, Groups = groups.All,
        }, memory);
    }

    private static void Write(GroupPlans groups, BuildTask task, Decision decision)
    {
        switch (decision)
        {
            case Decision.Enqueue enqueue:
                groups.Enqueue(enqueue.GroupId, task);
                break;
            case Decision.Requeue requeue:
                groups.Requeue(task, requeue);
                break;
            case Decision.Withdraw withdraw:
                groups.Withdraw(withdraw);
                break;
            case Decision.Park park when park.Claim.Standing != ClaimStanding.Parked:
                groups.Park(park);
                break;
        }
    }

    /// <summary>
    /// Patience begins with the first observation in which a task no longer waits, and that is written down once. It begins anew when that time lies ahead: then the
    /// store's clock was set back, and patience would last as much longer.
    /// </summary>
    private static void Stamp(GroupPlans groups, PlanInput input, IReadOnlyList<Decision.Withdraw> withdrawals, List<PlannedTask> tasks)
    {
        HashSet<string>? ending = null;
        foreach (var claim in input.Observed.Claims.Values)
        {
            var group = input.Observed.GroupOf(claim);
            var stamped = claim.Standing == ClaimStanding.Silent && (claim.SilentSince is null || claim.SilentSince > group.Time) ? claim with { SilentSince = group.Time }
                : claim.Standing == ClaimStanding.Waiting && claim.SilentSince is not null ? claim with { SilentSince = null }
                : null;
            if (stamped is null)
            {
                continue;
            }

            ending ??= [.. withdrawals.Concat(tasks.Select(task => task.Decision).OfType<Decision.Withdraw>()).Select(end => end.Claim.TaskId)];
            if (!ending.Contains(claim.TaskId))
            {
                groups.Stamp(stamped);
            }
        }
    }
}
