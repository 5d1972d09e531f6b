namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Judges what is let in where there is too little room: no list is longer than it may be, and no owner has more than the limit.</summary>
/// <param name="isScarce">False where there is room for everything.</param>
/// <param name="ground">The store.</param>
/// <param name="operator">Looks at the claims.</param>
/// <param name="frontend">Knows what has ended.</param>
/// <param name="checker">Counts what is found.</param>
internal sealed class ScarcityCheck(bool isScarce, Ground ground, ScheduleOperator @operator, ScheduleFrontend frontend, Checker checker)
{
    private bool _hasLost;

    /// <summary>From now on what was let in is not known, and what is found in a list is taken in.</summary>
    public void Lost() => _hasLost = true;

    /// <summary>After a write.</summary>
    /// <param name="written">What was let in.</param>
    public async Task AppliedAsync(IReadOnlyList<GroupResult> written)
    {
        if (!isScarce || _hasLost)
        {
            return;
        }

        var pushed = written.SelectMany(group => group.Enqueued.Concat(group.Requeued)).ToList();
        if (pushed.Count == 0)
        {
            return;
        }

        foreach (var group in written.Where(group => group.Enqueued.Concat(group.Requeued).Any(taskId => !Scarcity.IsUrgent(taskId))))
        {
            var waiting = (await ground.ListedAsync(group.GroupId)).Count(taskId => !Scarcity.IsUrgent(taskId));
            if (waiting > Scarcity.Depth)
            {
                checker.Found($"{waiting} tasks wait in group {group.GroupId}, where {Scarcity.Depth} may", null);
            }
        }

        var counted = await CountedAsync();
        foreach (var owner in pushed.Select(Scarcity.OwnerOf).Distinct().Where(owner => counted.GetValueOrDefault(owner) > Scarcity.PerOwner))
        {
            checker.Found($"{counted[owner]} tasks of {owner} are handed out, and {Scarcity.PerOwner} may be", null);
        }
    }

    /// <summary>Whether a task may have to wait outside the lists.</summary>
    /// <param name="task">The task.</param>
    /// <param name="group">Where it would wait.</param>
    public async Task<bool> IsHeldAsync(FrontendTask task, string group) =>
        isScarce && ((await CountedAsync()).GetValueOrDefault(Scarcity.OwnerOf(task.Id)) >= Scarcity.PerOwner
            || (!Scarcity.IsUrgent(task.Id) && (await ground.ListedAsync(group)).Count >= Scarcity.Depth));

    /// <summary>The claims, but for those that are kept for a while after the builds of silent workers have ended.</summary>
    private async Task<Dictionary<string, int>> CountedAsync() =>
        (await @operator.LookAsync()).Claims.Values.Where(
            claim => claim.IsCounted && !(frontend.ListsRunning && claim.State == ClaimState.Silent && frontend.Find(claim.TaskId).IsOver))
            .CountBy(claim => Scarcity.OwnerOf(claim.TaskId)).ToDictionary(StringComparer.Ordinal);
}
