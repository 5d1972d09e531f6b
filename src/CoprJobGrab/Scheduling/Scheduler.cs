namespace CoprJobGrab;

/// <summary>Compares what the frontend lists with what the queues hold, and decides about each task. Pure: no I/O, no clock of its own.</summary>
internal sealed class Scheduler(IBuildRouter router)
{
    /// <summary>Decides.</summary>
    /// <param name="builds">The complete list, fetched after <paramref name="observed"/>.</param>
    /// <param name="observed">The older picture of the queues.</param>
    /// <param name="absences">What earlier lists missed.</param>
    /// <param name="now">The time of the list, since any moment that is the same for every call.</param>
    /// <param name="interval">The poll interval.</param>
    public (GrabPlan Plan, Absences Absences) Plan(
        Listing<BuildTask>.Complete builds, QueueState observed, Absences absences, TimeSpan now, TimeSpan interval)
    {
        var tasks = new List<PlannedTask>(builds.Items.Count);
        var repeated = new List<BuildTask>();
        var listed = new HashSet<string>(builds.Items.Count, StringComparer.Ordinal);
        var decide = new TaskDecisions(router, observed);
        var groups = new GroupPlans();
        var kept = 0;
        foreach (var task in builds.Items)
        {
            if (!listed.Add(task.TaskId))
            {
                repeated.Add(task);
                continue;
            }

            var decision = decide.About(task);
            tasks.Add(new PlannedTask(task, decision));
            switch (decision)
            {
                case Decision.Keep:
                    kept++;
                    break;
                case Decision.Enqueue enqueue:
                    groups.Enqueue(enqueue.GroupId, task);
                    break;
            }
        }

        var (next, gone) = absences.After(Missing(builds, observed, listed, kept), now, interval);
        var withdrawals = gone.Select(claim => new Decision.Withdraw(claim, "two successive lists of the frontend do not have it")).ToList();
        withdrawals.ForEach(groups.Withdraw);
        return (new GrabPlan(observed, tasks) { Repeated = repeated, Malformed = builds.Malformed, Withdrawals = withdrawals, Groups = groups.All }, next);
    }

    private static IEnumerable<Claim> Missing(Listing<BuildTask>.Complete builds, QueueState observed, HashSet<string> listed, int kept)
    {
        if (kept == observed.Claims.Count)
        {
            return [];
        }

        // A record that is malformed today is still listed: its task has not ended.
        foreach (var taskId in builds.Malformed.Select(record => record.TaskId).OfType<string>())
        {
            listed.Add(taskId);
        }

        return observed.Claims.Values.Where(claim => !listed.Contains(claim.TaskId));
    }
}
