namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A renewal does not look at release records.</summary>
internal sealed class RecordNotCheckedAtRenewal : Fault
{
    public override bool IsHidden => true;

    public override void BeforeRenew(InMemoryStore store, TakenBuild build)
    {
        var marks = store.Groups[build.GroupId].Marks;
        if (marks.GetValueOrDefault(build.TaskId) is ClaimMark.ReleaseRecord)
        {
            marks.Remove(build.TaskId);
        }
    }
}

/// <summary>The first list that misses a task takes its release record away.</summary>
internal sealed class RecordForgottenAtOnce : Fault
{
    public override bool IsHidden => true;

    public override GrabPlan BeforeApply(FaultyQueue queue, GrabPlan plan)
    {
        var listed = plan.Tasks.Select(task => task.Task.TaskId).ToHashSet(StringComparer.Ordinal);
        foreach (var marks in queue.Ground.Store.Groups.Values.Select(group => group.Marks))
        {
            marks.Where(mark => mark.Value is ClaimMark.ReleaseRecord && !listed.Contains(mark.Key)).Select(mark => mark.Key).ToList()
                .ForEach(taskId => marks.Remove(taskId));
        }

        return plan;
    }
}

/// <summary>A renewal does not say that the user has cancelled.</summary>
internal sealed class CancelNotTold : Fault
{
    public override TakenBuild? AfterRenew(TakenBuild? renewed) => renewed is null ? null : renewed with { IsCancelled = false };
}

/// <summary>The cancel of a task that waits does not look whether it was popped meanwhile.</summary>
internal sealed class PoppedMeanwhileNotChecked : Fault
{
    public override IReadOnlyList<ClaimCommand> BeforeCommand(IReadOnlyList<ClaimCommand> commands) =>
        [.. commands.Select(command => command is ClaimCommand.CancelIfWaiting ? new ClaimCommand.End(command.Claim!, command.Reason) : command)];
}
