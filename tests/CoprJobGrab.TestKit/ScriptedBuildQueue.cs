namespace CoprJobGrab.TestKit;

/// <summary>A queue whose answers the test changes on their way to the grabber, and which can be exchanged, as a store that was lost is.</summary>
public sealed class ScriptedBuildQueue(IBuildQueue inner) : SimpleBuildQueue
{
    /// <summary>The queue that does the work.</summary>
    public IBuildQueue Inner { get; set; } = inner;

    /// <summary>What the grabber is told of a written plan; by default what happened.</summary>
    public Func<IReadOnlyList<GroupResult>, IReadOnlyList<GroupResult>> OnApplied { get; set; } = applied => applied;

    public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => Inner.ObserveAsync(cancellationToken);

    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        OnApplied(await Inner.ApplyAsync(plan, cancellationToken));
}
