using CoprJobGrab.Actions;
using CoprJobGrab.Calls;
using CoprJobGrab.Configuration;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <inheritdoc/>
internal sealed class JobGrabOperator(
    Turns turns, LedQueue led, ActionStores actions, Preview preview, StatusReader status, CurrentSettings settings) : IJobGrabOperator
{
    public Task<Explanation> ExplainAsync(string taskId, CancellationToken cancellationToken = default) => preview.ExplainAsync(taskId, cancellationToken);

    public Task<GrabberStatus> StatusAsync(CancellationToken cancellationToken = default) => status.ReadAsync(cancellationToken);

    public async Task<ParkedTasks> ParkedAsync(CancellationToken cancellationToken = default)
    {
        using var end = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var state = await led.Inner.LookAsync(cancellationToken).ConfigureAwait(false);
        var parked = state.Claims.Values.Where(claim => claim.State == ClaimState.Parked && !state.Faults.ContainsKey(claim.GroupId));
        return new ParkedTasks([.. parked.OrderBy(claim => claim.TaskId, StringComparer.Ordinal)], state.Faults);
    }

    public Task<bool> ReleaseParkedAsync(string taskId, CancellationToken cancellationToken = default) =>
        EndAsync(taskId, ClaimState.Parked, ReleaseReason.Retried, dryRun: false, cancellationToken);

    public async Task<int> ForgetAsync(string groupId, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        using var end = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var state = await led.Inner.LookAsync(cancellationToken).ConfigureAwait(false);
        var other = await status.OtherOfAsync([groupId], cancellationToken).ConfigureAwait(false);
        if (other is not null || !state.Groups.TryGetValue(groupId, out var group) || !group.IsLed)
        {
            throw NoSuchGroup(groupId, state, other);
        }

        var silent = state.Claims.Values.Where(claim => claim.GroupId == groupId && claim.State == ClaimState.Silent);
        return state.Faults.TryGetValue(groupId, out var fault)
            ? throw fault
            : await EndAsync([.. silent], ReleaseReason.Forgotten, dryRun, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> ForgetTaskAsync(string taskId, bool dryRun = false, CancellationToken cancellationToken = default) =>
        EndAsync(taskId, ClaimState.Silent, ReleaseReason.Forgotten, dryRun, cancellationToken);

    public async Task<ActionOverview> ActionsAsync(CancellationToken cancellationToken = default)
    {
        await RefuseOthersAsync(cancellationToken).ConfigureAwait(false);
        return await actions.OverviewAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ReleaseActionAsync(long actionId, CancellationToken cancellationToken = default)
    {
        await RefuseOthersAsync(cancellationToken).ConfigureAwait(false);
        return await actions.ReleaseAsync(actionId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> DecideReportAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)decision, (int)ReportDecision.Run, nameof(decision));
        ArgumentOutOfRangeException.ThrowIfNegative((int)decision, nameof(decision));
        await RefuseOthersAsync(cancellationToken).ConfigureAwait(false);
        return await actions.Outcomes.DecideAsync(actionId, decision, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> EndAsync(string taskId, ClaimState claimState, ReleaseReason reason, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        using var end = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var state = await led.Inner.LookAsync(cancellationToken).ConfigureAwait(false);
        var claims = state.Claims.Values.Where(claim => claim.State == claimState && claim.TaskId == taskId).ToList();
        return claims.Count == 0 && state.Faults.Count > 0
            ? throw state.Faults.Values.First()
            : await EndAsync(claims, reason, dryRun, cancellationToken).ConfigureAwait(false) > 0;
    }

    private ValueTask<int> EndAsync(List<Claim> claims, ReleaseReason reason, bool dryRun, CancellationToken cancellationToken) => dryRun
        ? ValueTask.FromResult(claims.Count)
        : led.Inner.CommandAsync([.. claims.Select(claim => new ClaimCommand.End(claim, reason))], cancellationToken);

    private OperationRefusedException NoSuchGroup(string groupId, QueueState state, string? other)
    {
        var known = state.Groups.Values.Where(group => group.IsLed && group.GroupId != groupId)
            .Select(group => group.GroupId).Order(StringComparer.Ordinal).ToList();
        var cure = known.Count == 0
            ? "no grabber has led any there; look whether these are the queues that you mean"
            : $"the known ones are {string.Join(", ", known)}";
        return new OperationRefusedException(other is not null && known.Count == 0
            ? $"{other}."
            : $"{other ?? $"No grabber has ever led a builder group '{groupId}' {led}, so nothing was forgotten"}; {cure}.");
    }

    private async Task<Turns.End> TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!led.Inner.ServesCommands)
        {
            throw new OperationRefusedException(
                $"The queue {led.Inner.GetType().Name} serves no commands, so that it cannot be asked this; ask that queue in its own way, or use one that "
                    + "serves commands, as the library's queues in memory and on Redis do.");
        }

        await RefuseOthersAsync(cancellationToken).ConfigureAwait(false);
        return await turns.TakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Two farms may have equal ids of tasks and actions: who names a group of one of them must not decide about the other's.</summary>
    private async Task RefuseOthersAsync(CancellationToken cancellationToken)
    {
        if (await status.OtherOfAsync([.. settings.Current.Groups.Select(group => group.Id)], cancellationToken).ConfigureAwait(false) is { } other)
        {
            throw new OperationRefusedException($"{other}.");
        }
    }
}
