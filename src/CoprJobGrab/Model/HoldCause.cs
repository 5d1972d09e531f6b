namespace CoprJobGrab;

/// <summary>The kinds of reasons that hold a listed task.</summary>
public enum HoldCause
{
    /// <summary>A limit is full, or lets none run; see <see cref="Decision.Hold.Limit"/>.</summary>
    Limit,

    /// <summary>As many tasks wait in its builder group's queue as may; see <see cref="Decision.Hold.Limit"/>.</summary>
    Depth,

    /// <summary>Its user has cancelled it.</summary>
    Cancelled,

    /// <summary>Its user has cancelled it, and whether the frontend knows what became of that is not known until it has listed the cancel requests.</summary>
    CancelsUnheard,

    /// <summary>A builder group could not be read since the grabber leads, and one of its workers may have the task.</summary>
    GroupUnread,

    /// <summary>It had ended or was gone, and one list has it again, which may be out of date: a second one is waited for.</summary>
    ListedAgain,
}
