namespace CoprJobGrab;

/// <summary>
/// How one of several grabbers on a Redis leads. With queues in memory, or of the host's own, every grabber leads and nothing of this counts.
/// </summary>
public sealed class LeadershipOptions
{
    /// <summary>
    /// How long a lead lasts that is not renewed.
    /// It is renewed in every cycle and every third of this; after a crash another grabber takes it over when it has run out,
    /// or in its next cycle where it sees that the process is gone: on the same machine, and in the same container.
    /// After a clean stop another takes it over in its next cycle.
    /// One that has seen no lead since its start leaves one that has run out to those that have, for two of its leases;
    /// where none of them is connected it leads at once.
    /// </summary>
    /// <value>The default is 30 seconds; 1 millisecond to 1 day.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);
}
