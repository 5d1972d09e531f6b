namespace CoprJobGrab;

/// <summary>How the tasks of a builder group that is not configured any more are treated. Nothing new goes into it, whichever is chosen.</summary>
public enum RemovedGroups
{
    /// <summary>Its workers work it off; claims end as in other groups, and what has to be handed out again goes to a group that is configured.</summary>
    Drain,

    /// <summary>Its claims are left alone, for as long as they are there: their tasks go nowhere else.</summary>
    Keep,

    /// <summary>A task that waits in it is withdrawn, and goes to a group that is configured in the next cycle. A taken task stays with its worker.</summary>
    Move,
}
