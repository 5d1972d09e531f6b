namespace CoprJobGrab.Testing;

/// <summary>The steps around a queue.</summary>
internal sealed class CrashingQueue(IBuildQueue inner, CrashPoints points) : DelegatingBuildQueue(inner)
{
    public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) =>
        points.CallAsync("ObserveAsync", () => base.ObserveAsync(cancellationToken));

    public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        points.CallAsync("ApplyAsync", () => base.ApplyAsync(plan, cancellationToken));

    public override ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken) =>
        points.CallAsync("LeadAsync", () => base.LeadAsync(epoch, groupIds, afterLoss, cancellationToken));

    public override ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) =>
        points.CallAsync("LookAsync", () => base.LookAsync(cancellationToken));

    public override ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken) =>
        points.CallAsync("CommandAsync", () => base.CommandAsync(commands, cancellationToken));
}
