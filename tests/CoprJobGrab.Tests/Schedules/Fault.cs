namespace CoprJobGrab.Tests.Schedules;

/// <summary>A deliberate fault in the queue of every grabber of a schedule.</summary>
internal abstract class Fault
{
    /// <summary>The queue that a grabber has in truth.</summary>
    public virtual IClaimQueue Queue(MemoryGround ground, IReadOnlyList<string> groups, ScheduleFrontend frontend, int grabber) => ground.Queue(groups);

    /// <summary>True when the list is the one from before the observation.</summary>
    public virtual bool FetchesFirst => false;
}
