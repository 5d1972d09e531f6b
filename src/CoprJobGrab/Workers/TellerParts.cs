using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>The parts that a process needs to tell reports.</summary>
/// <param name="Queue">The workers' half of the queue.</param>
/// <param name="Reporter">Is told.</param>
/// <param name="Events">Is told what fails.</param>
/// <param name="Pauses">Between two attempts to tell.</param>
/// <param name="StorePauses">Between two attempts to reach the store.</param>
/// <param name="Time">The clock.</param>
/// <param name="Name">The worker's name, for its events.</param>
internal record TellerParts(
    IWorkerQueue Queue, IBuildReporter Reporter, EventHub Events, Pauses Pauses, Pauses StorePauses, TimeProvider Time, string Name)
{
    /// <summary>A store that is back is soon found: what was told meanwhile is told again by another process after a minute.</summary>
    public static readonly TimeSpan LongestStorePause = TimeSpan.FromSeconds(5);

    private int _storeIsAway;

    /// <summary>Tells that the store failed, once until it works.</summary>
    public void StoreFailed(Exception fault)
    {
        if (Interlocked.Exchange(ref _storeIsAway, 1) == 0)
        {
            Failed(fault);
        }
    }

    public void StoreWorks() => Volatile.Write(ref _storeIsAway, 0);

    public void Failed(Exception fault) => Events.Failed(GrabberStep.Workers, fault, Name);
}
