namespace CoprJobGrab.Scheduling;

/// <summary>Compares what the frontend lists with what the queues hold, and decides about each task. Pure: no I/O, no clock of its own.</summary>
internal sealed class Scheduler(IBuildRouter router)
{
    /// <summary>Names what routes tasks.</summary>
    public string RouterName => router.GetType().Name;

    /// <summary>Decides about each task of a list.</summary>
    /// <param name="builds">The complete list, fetched after the observation.</param>
    /// <param name="input">The picture of the queues that the list is compared with, and the rules.</param>
    /// <returns>The plan, which the next one made with the same memory writes over, and the memory for that one.</returns>
    public (GrabPlan Plan, ListMemory Memory) Plan(Listing<BuildTask>.Complete builds, PlanInput input)
    {
        var book = input.Memory.Book ?? new TaskCache();
        book.BeginList(input.Scheduling, input.Now, input.Rules.AbsenceMemory, input.Observed);
        var groups = new GroupPlanBuilder();
        var listed = new ListedTasks(router, input, book, groups);
        var repeated = listed.Decide(builds.Items);
        foreach (var taskId in builds.Malformed.Select(record => record.TaskId).OfType<string>())
        {
            book.NoteMalformed(taskId);
        }

        var missing = new MissingClaims(input, book);
        missing.Find(listed.Claims);
        var (withdrawals, lost, memory) = missing.Decide(groups);
        new DueTaskPlanner(input, book).Admit(groups);
        return (new GrabPlan(input.Observed, book.Decisions)
        {
            Repeated = repeated,
            Malformed = builds.Malformed,
            Withdrawals = withdrawals,
            Lost = lost,
            Uncounted = memory.Uncounted,
            CountedAgain = listed.CountedAgain,
            RuleFaults = listed.RuleFaults,
            Groups = groups.All,
            Due = book.Due.Select(due => due.Position),
        }, memory);
    }

    /// <summary>
    /// Lets in the tasks that an earlier plan held and that have room by now. The list is as old as that plan, so a task that has a claim by now, or was lost,
    /// is left alone.
    /// </summary>
    /// <param name="held">The tasks that were held.</param>
    /// <param name="input">The picture of the queues, newer than that of the earlier plan, and the rules.</param>
    public static GrabPlan TopUp(HeldTasks held, PlanInput input)
    {
        var book = input.Memory.Book!;
        book.Begin(input.Scheduling);
        foreach (var claim in input.Observed.Claims.Values.Where(claim => claim.IsCounted && !input.Memory.Uncounted.Contains(claim.TaskId)))
        {
            book.ProfileOf(claim, null).Count(claim.GroupId, book.Plan);
        }

        var groups = new GroupPlanBuilder();
        new DueTaskPlanner(input, book).Admit(held, groups);
        return new GrabPlan(input.Observed, book.Decisions) { Groups = groups.All, Due = Enumerable.Range(0, book.Decisions.Count) };
    }
}
