namespace CoprJobGrab.Actions;

/// <summary>Where a known action stands.</summary>
internal enum ActionState
{
    /// <summary>Its record has not been asked for yet, or the first answer is not there; nobody knows its projects.</summary>
    RecordWanted,

    /// <summary>Its record could not be had, or not soon; it is asked for again and again. Its projects are unknown, the owner may be.</summary>
    RecordFailing,

    /// <summary>It can start.</summary>
    Ready,

    /// <summary>It failed or was deferred, and is tried again later.</summary>
    Pausing,

    /// <summary>Its handler runs, or begins as soon as it is noted.</summary>
    Running,

    /// <summary>Another grabber has begun it, and it may still run there.</summary>
    RunsElsewhere,

    /// <summary>Its result is there, and the frontend has not taken it yet.</summary>
    Reporting,

    /// <summary>The frontend refuses its result, which is kept. It does not run again, and holds nothing.</summary>
    GivenUp,

    /// <summary>Nothing is to be done: nobody handles it, or the frontend has its result.</summary>
    Settled,
}
