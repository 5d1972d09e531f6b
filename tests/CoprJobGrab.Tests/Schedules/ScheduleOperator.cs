namespace CoprJobGrab.Tests.Schedules;

/// <summary>Whoever writes beside the claims and does not plan: users who cancel, messages of workers, an operator.</summary>
internal sealed class ScheduleOperator(IClaimQueue queue, Checker checker, Losses losses)
{
    public ValueTask<QueueState> LookAsync() => queue.LookAsync(CancellationToken.None);

    public ValueTask ConfirmAbsenceAsync() => queue.ConfirmAbsenceAsync(CancellationToken.None);

    public async Task<IReadOnlySet<string>> ParkedAsync() =>
        (await LookAsync()).Claims.Values.Where(claim => claim.Standing == ClaimStanding.Parked).Select(claim => claim.TaskId).ToHashSet();

    /// <summary>
    /// A user cancels, or deletes and tells nobody. A worker that gives no sign cannot be told of a cancel, and one that holds a lease is told and stops when it asks again: then the
    /// user is not told that nobody will have it.
    /// </summary>
    public async Task EndAsync(StepKind kind, FrontendTask task)
    {
        task.State = kind == StepKind.Cancel ? TaskState.Cancelled : TaskState.Deleted;
        if (kind == StepKind.Cancel && !checker.Holdings.Exists(holding => holding.Task == task && holding.Build is null) && !await IsLeasedAsync(task) && await ReleaseAsync(task, ReleaseReason.Cancelled))
        {
            task.CancelledAt = checker.Next();
        }
    }

    private async Task<bool> IsLeasedAsync(FrontendTask task)
    {
        if ((await LookAsync()).Claims.GetValueOrDefault(task.Id) is not { Standing: ClaimStanding.Leased })
        {
            return false;
        }

        await ReleaseAsync(task, ReleaseReason.Cancelled);
        return true;
    }

    public async Task<bool> ReleaseAsync(FrontendTask task, ReleaseReason reason)
    {
        var claim = (await LookAsync()).Claims.GetValueOrDefault(task.Id);
        if (claim is null && (reason != ReleaseReason.Cancelled || losses.Leader is null))
        {
            return false;
        }

        // Without a claim, the record goes where the leader could write. No other grabber's write is accepted, and they may be configured differently while they are restarted one by one.
        Release[] releases = claim is not null
            ? [new Release(task.Id, claim.GroupId, claim, reason)]
            : [.. losses.Leader!.Configuration.Groups.Select(group => new Release(task.Id, group, null, reason))];
        return await queue.ReleaseAsync(releases, CancellationToken.None) == releases.Length;
    }
}
