namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Whoever writes beside the claims and does not plan: messages of workers, an operator.</summary>
internal sealed class ScheduleOperator(IBuildQueue queue)
{
    public ValueTask<QueueState> LookAsync() => queue.LookAsync(CancellationToken.None);

    public async Task<IReadOnlySet<string>> ParkedAsync() =>
        (await LookAsync()).Claims.Values.Where(claim => claim.State == ClaimState.Parked).Select(claim => claim.TaskId).ToHashSet();

    /// <summary>What a worker that gives no sign has somebody say of its task; false when the store knows no claim of it.</summary>
    public async Task<bool> ReleaseAsync(FrontendTask task, ReleaseReason reason) =>
        (await LookAsync()).Claims.GetValueOrDefault(task.Id) is { } claim && await WriteAsync([new ClaimCommand.End(claim, reason)]);

    public async Task<bool> WriteAsync(IReadOnlyList<ClaimCommand> commands) => await queue.CommandAsync(commands, CancellationToken.None) == commands.Count;
}
