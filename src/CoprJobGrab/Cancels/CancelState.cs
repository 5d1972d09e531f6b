namespace CoprJobGrab.Cancels;

/// <summary>Where a cancel request stands.</summary>
internal enum CancelState
{
    /// <summary>It is listed, and is to be decided.</summary>
    Open,

    /// <summary>It was decided, and the frontend is being told.</summary>
    Decided,

    /// <summary>The frontend has taken the answer. A list that still has it may be older than the answer.</summary>
    Answered,

    /// <summary>
    /// It is not listed any more, or was listed for a builds list alone. Until the next builds list is asked for, its task is not handed out.
    /// </summary>
    Unlisted,
}
