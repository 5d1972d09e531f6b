using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>What the parts of one worker have in common.</summary>
internal sealed record WorkerParts(
    BuildWorkerOptions Options, IWorkerQueue Queue, IBuildReporter Reporter, BuildHandlers Handlers, EventHub Events, Pauses Pauses, TimeProvider Time)
{
    private static readonly TimeSpan LongestStorePause = TimeSpan.FromSeconds(5);

    private int _storeIsAway;

    /// <summary>Between two attempts to reach the store.</summary>
    public Pauses StorePauses { get; } = Pauses.Between(Options.PollInterval, LongestStorePause);

    /// <summary>Tells that the store failed, once until it works.</summary>
    public void StoreFailed(Exception fault)
    {
        if (Interlocked.Exchange(ref _storeIsAway, 1) == 0)
        {
            Failed(fault);
        }
    }

    public void StoreWorks() => Volatile.Write(ref _storeIsAway, 0);

    public void Failed(Exception fault) => Events.Failed(GrabberStep.Workers, fault, Options.Name);

    public void Tell(BuildChange change, TakenBuild build, string? text = null, Exception? error = null, TimeSpan elapsed = default) =>
        Events.Emit(new BuildChanged(change, build.TaskId, build.GroupId, build.Attempt, Options.Name, text, elapsed) { Error = error });
}
