namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What can happen next.</summary>
internal enum StepKind
{
    /// <summary>A user submits a build.</summary>
    Push,

    /// <summary>A grabber runs a cycle.</summary>
    Poll,

    /// <summary>A grabber's cycle gets a list that breaks off.</summary>
    TruncatedPoll,

    /// <summary>A grabber's cycle gets an empty list, once.</summary>
    ThinPoll,

    /// <summary>A grabber's cycle gets a list that is out of date, once.</summary>
    StalePoll,

    /// <summary>A grabber stops in the middle of a cycle, before the fetch or before the write.</summary>
    Pause,

    /// <summary>A grabber that stopped goes on.</summary>
    Resume,

    /// <summary>The write of a cycle is done and its answer lost.</summary>
    LostAnswer,

    /// <summary>A worker takes the next task of a group.</summary>
    Pop,

    /// <summary>A leasing worker takes the next task of a group.</summary>
    Take,

    /// <summary>A leasing worker stands still, and renews no more.</summary>
    Stall,

    /// <summary>A leasing worker renews, or goes on after it stood still.</summary>
    Renew,

    /// <summary>A worker tells a frontend that lists waiting tasks only that it has begun.</summary>
    Start,

    /// <summary>A worker ends its build.</summary>
    Finish,

    /// <summary>A leasing worker stores the end of its build, and tells nobody yet.</summary>
    End,

    /// <summary>Somebody takes over the reports whose tellers have let their leases run out, and tells them.</summary>
    Tell,

    /// <summary>A worker dies and tells nobody.</summary>
    Die,

    /// <summary>A worker gives its task back.</summary>
    Reschedule,

    /// <summary>A user cancels a build.</summary>
    Cancel,

    /// <summary>A build is deleted upstream, and nobody is told.</summary>
    Delete,

    /// <summary>A grabber is killed, and another process started.</summary>
    Crash,

    /// <summary>A grabber is stopped as it should be, and another process started; a leader hands its lead over.</summary>
    Stop,

    /// <summary>The leader's lease runs out.</summary>
    TakeOver,

    /// <summary>The configuration becomes another, and a grabber is restarted with it.</summary>
    Reconfigure,

    /// <summary>Time passes.</summary>
    Advance,

    /// <summary>Two dozen builds are submitted at once.</summary>
    Crowd,

    /// <summary>Workers take all that waits.</summary>
    Rush,

    /// <summary>The frontend gives empty lists for a while, though fewer than end the claim of a taken task.</summary>
    Blind,

    /// <summary>All builds end at once, and nobody is told.</summary>
    MassEnd,

    /// <summary>A grabber pushes what its last cycle held and what there is room for by now.</summary>
    TopUp,

    LoseAll,
    LoseClaims,
    LoseMarks,
    LoseMeta,
    LoseList,
    LoseRegistry,

    /// <summary>The store writes what it has to its disk.</summary>
    Picture,

    /// <summary>The store is killed and comes back with what its disk has.</summary>
    Restart,
}
