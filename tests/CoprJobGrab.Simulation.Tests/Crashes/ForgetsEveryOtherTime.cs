namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>
/// A deliberately faulty queue: every other time it does not see what is claimed, so that the grabber pushes it again and is told that it has it.
/// </summary>
internal sealed class ForgetsEveryOtherTime(IBuildQueue inner) : SimpleBuildQueue
{
    private int _looks;

    public override async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        var state = await inner.ObserveAsync(cancellationToken);
        return _looks++ % 2 == 0 ? state : new QueueState(state.Groups, new Dictionary<string, Claim>());
    }

    public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        inner.ApplyAsync(plan, cancellationToken);
}
