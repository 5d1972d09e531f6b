using CoprJobGrab.Actions;
using CoprJobGrab.Calls;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <inheritdoc/>
internal sealed class JobGrabOperator(Turns turns, LedQueue led, ActionStores actions, Preview preview, StatusReader status) : IJobGrabOperator
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
        EndAsync(taskId, ClaimState.Parked, ReleaseReason.Retried, cancellationToken);

    public async Task<int> ForgetAsync(string groupId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        using var end = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var state = await led.Inner.LookAsync(cancellationToken).ConfigureAwait(false);
        if (!state.Groups.TryGetValue(groupId, out var group) || !group.IsLed)
        {
            throw NoSuchGroup(groupId, state);
        }

        var silent = state.Claims.Values.Where(claim => claim.GroupId == groupId && claim.State == ClaimState.Silent);
        return state.Faults.TryGetValue(groupId, out var fault)
            ? throw fault
            : await EndAsync(silent, ReleaseReason.Forgotten, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> ForgetTaskAsync(string taskId, CancellationToken cancellationToken = default) =>
        EndAsync(taskId, ClaimState.Silent, ReleaseReason.Forgotten, cancellationToken);

    public Task<ActionOverview> ActionsAsync(CancellationToken cancellationToken = default) => actions.OverviewAsync(cancellationToken);

    public Task<bool> ReleaseActionAsync(long actionId, CancellationToken cancellationToken = default) => actions.ReleaseAsync(actionId, cancellationToken);

    public Task<bool> DecideReportAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)decision, (int)ReportDecision.Run, nameof(decision));
        ArgumentOutOfRangeException.ThrowIfNegative((int)decision, nameof(decision));
        return actions.Outcomes.DecideAsync(actionId, decision, cancellationToken).AsTask();
    }

    private async Task<bool> EndAsync(string taskId, ClaimState claimState, ReleaseReason reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        using var end = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var state = await led.Inner.LookAsync(cancellationToken).ConfigureAwait(false);
        var claims = state.Claims.Values.Where(claim => claim.State == claimState && claim.TaskId == taskId).ToList();
        return claims.Count == 0 && state.Faults.Count > 0
            ? throw state.Faults.Values.First()
            : await EndAsync(claims, reason, cancellationToken).ConfigureAwait(false) > 0;
    }

    private ValueTask<int> EndAsync(IEnumerable<Claim> claims, ReleaseReason reason, CancellationToken cancellationToken) =>
        led.Inner.CommandAsync([.. claims.Select(claim => new ClaimCommand.End(claim, reason))], cancellationToken);

    private OperationRefusedException NoSuchGroup(string groupId, QueueState state)
    {
        var known = state.Groups.Values.Where(group => group.IsLed).Select(group => group.GroupId).Order(StringComparer.Ordinal).ToList();
        var cure = known.Count == 0
            ? "no grabber has led any there; look whether these are the queues that you mean"
            : $"the known ones are {string.Join(", ", known)}";
        return new OperationRefusedException($"No grabber has ever led a builder group '{groupId}' {led}, so nothing was forgotten; {cure}.");
    }

    private ValueTask<Turns.End> TakeTurnAsync(CancellationToken cancellationToken) => led.Inner.ServesCommands
        ? turns.TakeAsync(cancellationToken)
        : throw new OperationRefusedException(
            $"The queue {led.Inner.GetType().Name} serves no commands, so that it cannot be asked this; ask that queue in its own way, or use one that serves "
                + "commands, as the library's queues in memory and on Redis do.");
}
