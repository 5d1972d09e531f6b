using CoprJobGrab.TestKit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The workers: some pop and give no sign, some hold leases. No build is longer than patience, which is what patience is for.</summary>
internal sealed class WorkerCrew(Ground ground, ScheduleFrontend frontend, Checker checker, ScheduleOperator @operator, TimeProvider time)
{
    // No sum of a few spans of the schedules comes near it, so that a slow machine changes nothing.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(35.5);
    private static readonly ReadOnlyMemory<byte> Report = "it ended"u8.ToArray();
    private static readonly TimeSpan LongestBuild = TimeSpan.FromHours(12);

    public async Task<bool> PopAsync(string group)
    {
        if (await ground.PopAsync(group) is not { } taskId)
        {
            return false;
        }

        checker.HandedOut(taskId, group, time.GetUtcNow());
        return true;
    }

    public async Task<bool> TakeAsync(string group)
    {
        if (await ground.Workers.TakeAsync(group, ground.LeaseOf(Lease), CancellationToken.None) is not { } build)
        {
            return false;
        }

        var handing = checker.HandedOut(build.TaskId, group, time.GetUtcNow());
        (handing.Build, handing.LeasedUntil) = (build, time.GetUtcNow() + Lease);
        return true;
    }

    public async Task<bool> WorkAsync(StepKind kind, Handing handing, int how)
    {
        var task = handing.Task;
        if (handing.IsEnded)
        {
            return await TellAsync(kind, handing, how);
        }

        switch (kind)
        {
            case StepKind.End when handing.Build is not null:
                return await StoreEndAsync(handing);
            case StepKind.Stall when handing.Build is not null:
                handing.IsStalled = true;
                return true;
            case StepKind.Renew when handing.Build is not null:
                await RenewAsync(handing, Lease);
                return true;
            case StepKind.Start when !task.IsOver && !frontend.ListsRunning:
                task.State = TaskState.Started;
                return true;
            case StepKind.Finish:
                return await FinishAsync(handing, tells: how % 3 > 0 && (handing.Build is not null || !frontend.ListsRunning));
            case StepKind.Die:
                checker.Holdings.Remove(handing);
                task.MayWait |= handing.Build is null || handing.Forgotten is not null;
                if (how % 2 == 0)
                {
                    ResetStarted();
                }

                return true;
            case StepKind.Reschedule:
                return await IsEntitledAsync(handing) && await RescheduleAsync(handing);
            default:
                return false;
        }
    }

    /// <summary>The frontend is told first; what ends the claim may be lost.</summary>
    public async Task<bool> FinishAsync(Handing handing, bool tells)
    {
        if (handing.IsEnded || !await IsEntitledAsync(handing))
        {
            return false;
        }

        End(handing);
        if (tells)
        {
            await ReleaseAsync(handing, ReleaseReason.Finished);
        }

        return true;
    }

    /// <summary>Somebody takes over the reports whose tellers have let their leases run out, and tells them.</summary>
    public async Task<bool> TellAsync()
    {
        var untold = await ground.Workers.UntoldAsync(Ground.Groups, $"teller-{checker.Next()}", ground.ReportLeaseOf(Lease), CancellationToken.None);
        foreach (var ended in untold)
        {
            var handing = checker.Holdings.Find(
                holding => holding.IsEnded && holding.Task.Id == ended.Build.TaskId && holding.Group == ended.Build.GroupId);
            if (handing is not null)
            {
                End(handing);
            }

            await ground.Workers.FinishAsync([(ended.Build, new BuildRelease.Finished())], CancellationToken.None);
        }

        return untold.Count > 0;
    }

    /// <summary>Every end that is stored is told, by who lives or by another.</summary>
    public async Task TellAllAsync()
    {
        foreach (var handing in checker.Holdings.Where(handing => handing.IsEnded && !handing.IsDead).ToList())
        {
            await TellAsync(StepKind.Finish, handing, how: 1);
        }

        await TellAsync();
        foreach (var handing in checker.Holdings.Where(handing => handing.IsEnded).ToList())
        {
            checker.Found($"task {handing.Task.Id}: the end of its build is stored, and nobody tells it", handing.IsReportLost ? Causes.ReportLost : null);
            checker.Holdings.Remove(handing);
            handing.Task.MayWait = true;
        }
    }

    /// <summary>Before time passes, the longest builds end.</summary>
    public async Task FinishLongestAsync(TimeSpan span)
    {
        foreach (var handing in checker.Holdings.Where(handing => time.GetUtcNow() + span - handing.Since > LongestBuild).ToList())
        {
            await FinishAsync(handing, tells: false);
        }
    }

    /// <summary>
    /// Whoever does not stand still renews in time. Nothing else happens while time passes, so that one lease over all of it is as good as many.
    /// </summary>
    public Task RenewForAsync(TimeSpan span) => RenewAllAsync(ofStalledToo: false, span + Lease);

    public Task RenewAllAsync(bool ofStalledToo) => RenewAllAsync(ofStalledToo, Lease);

    /// <summary>A backend that notices dead workers has their tasks listed again.</summary>
    public void ResetStarted()
    {
        foreach (var task in frontend.Tasks.Where(task => task.State == TaskState.Started && !checker.Holdings.Exists(holding => holding.Task == task)))
        {
            task.State = TaskState.Waiting;
        }
    }

    /// <summary>The build ends: what is to be told of it is stored, unless another worker has the task.</summary>
    private async Task<bool> StoreEndAsync(Handing handing)
    {
        var hasRecord = await ground.HasRecordAsync(handing.Group, handing.Task.Id);
        var ended = (await ground.Workers.EndAsync(
            [new EndedBuild(handing.Build!, Report)], $"worker-{handing.At}", ground.ReportLeaseOf(Lease), CancellationToken.None)).Single();
        // A word of a cancel comes too late for a build that has ended.
        (handing.IsStalled, handing.ToldAt) = (false, null);
        await checker.RenewedAsync(handing, ended, hasRecord, ForgottenCancel(handing), time.GetUtcNow(), DateTimeOffset.MaxValue);
        handing.IsEnded = ended is not null;
        return true;
    }

    /// <summary>What a worker does whose build has ended: it tells the frontend and ends the claim, or dies before, or between the two.</summary>
    private async Task<bool> TellAsync(StepKind kind, Handing handing, int how)
    {
        if (kind == StepKind.Die)
        {
            handing.IsDead = true;
            return true;
        }

        if (kind != StepKind.Finish || handing.IsDead)
        {
            return false;
        }

        End(handing);
        if (how % 3 > 0)
        {
            await ReleaseAsync(handing, ReleaseReason.Finished);
        }

        return true;
    }

    private void End(Handing handing)
    {
        var task = handing.Task;
        checker.Holdings.Remove(handing);
        if (task.EndedAt is null)
        {
            (task.EndedAt, task.EndedBy) = (checker.Next(), handing);
        }

        task.State = task.IsOver ? task.State : TaskState.Ended;
    }

    private async Task RenewAllAsync(bool ofStalledToo, TimeSpan lease)
    {
        foreach (var handing in checker.Holdings.Where(handing => handing is { Build: not null, IsEnded: false } && (ofStalledToo || !handing.IsStalled)).ToList())
        {
            await RenewAsync(handing, lease);
        }
    }

    private async Task RenewAsync(Handing handing, TimeSpan lease)
    {
        var hasRecord = await ground.HasRecordAsync(handing.Group, handing.Task.Id);
        var renewed = await ground.Workers.RenewAsync(handing.Build!, ground.LeaseOf(lease), CancellationToken.None);
        handing.IsStalled = false;
        await checker.RenewedAsync(handing, renewed, hasRecord, ForgottenCancel(handing), time.GetUtcNow(), time.GetUtcNow() + lease);
        if (renewed is { IsCancelled: true })
        {
            End(handing);
            await ReleaseAsync(handing, ReleaseReason.Cancelled);
        }
    }

    /// <summary>Why the store may have forgotten that the user cancelled; null while it had no two lists to forget it with.</summary>
    private string? ForgottenCancel(Handing handing) =>
        handing.Task.CancelledAt is { } cancelledAt && handing.AskedNotSince(cancelledAt) && checker.Lists.HadTwoSince(cancelledAt, handing.Group)
            ? Causes.CancelForgotten
            : null;

    /// <summary>A worker that stood still asks before it goes on.</summary>
    private async Task<bool> IsEntitledAsync(Handing handing)
    {
        if (handing.IsStalled)
        {
            await RenewAsync(handing, Lease);
        }

        return checker.Holdings.Contains(handing);
    }

    private async Task<bool> RescheduleAsync(Handing handing)
    {
        var task = handing.Task;
        checker.Holdings.Remove(handing);
        task.State = task.IsOver ? task.State : TaskState.Waiting;
        task.MayWait |= !await ReleaseAsync(handing, ReleaseReason.Rescheduled);
        return true;
    }

    private async Task<bool> ReleaseAsync(Handing handing, ReleaseReason reason)
    {
        if (handing.Build is { } build)
        {
            // An older picture has one claim for who took the task after it and for who popped it again: the word of the one is the word of the other.
            var again = checker.Holdings.Where(other => other.Task == handing.Task && other.Group == handing.Group && other.At > handing.At);
            foreach (var other in handing.Forgotten == Causes.OlderPicture ? again : [])
            {
                other.Forgotten ??= handing.Forgotten;
            }

            return await ground.Workers.FinishAsync(build, reason, CancellationToken.None);
        }

        // A message names the task alone: a forgotten worker's is heard as said of the claim that there is now.
        handing.SpokeAt = checker.Next();
        foreach (var other in checker.Holdings.Where(other => other.Task == handing.Task))
        {
            other.Forgotten ??= handing.Forgotten;
        }

        return await @operator.ReleaseAsync(handing.Task, reason);
    }
}
