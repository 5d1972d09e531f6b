namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>A deliberately faulty queue: it says that it has written what it has not.</summary>
internal sealed class AnswersWithoutWriting(IBuildQueue inner) : SimpleBuildQueue
{
    public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => inner.ObserveAsync(cancellationToken);

    public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        new([.. plan.Groups.Select(group => new GroupResult(group.GroupId) { Enqueued = [.. group.Enqueue.Select(task => task.TaskId)] })]);
}
