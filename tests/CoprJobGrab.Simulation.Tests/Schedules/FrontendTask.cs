namespace CoprJobGrab.Simulation.Tests.Schedules;

internal enum TaskState { Waiting, Started, Ended, Cancelled, Deleted }

/// <summary>A task as the frontend knows it, and what the checker must know to judge it. Moments are numbers of what happened in the world.</summary>
internal sealed class FrontendTask(string id, string architecture)
{
    public string Id => id;

    public string Architecture => architecture;

    public TaskState State { get; set; }

    /// <summary>When it ended; null while it has not.</summary>
    public long? EndedAt { get; set; }

    /// <summary>Whose worker ended it.</summary>
    public Handing? EndedBy { get; set; }

    /// <summary>When the user was told that nobody will get it; null while nobody told so.</summary>
    public long? CancelledAt { get; set; }

    /// <summary>The groups that got a record of the cancel then.</summary>
    public IReadOnlyList<string> CancelledIn { get; set; } = [];

    /// <summary>How often it was in a list that was lost.</summary>
    public int LostFromList { get; set; }

    /// <summary>How often a worker that stood still took it back out of the list.</summary>
    public int TakenBack { get; set; }

    /// <summary>How often it can have failed: a task is handed out, waits in a list that is lost, or is put into one and taken back.</summary>
    public int Attempts => Handings.Count + LostFromList + TakenBack;

    /// <summary>Each time that a worker got it.</summary>
    public List<Handing> Handings { get; } = [];

    /// <summary>Why its end or its cancel is not known to the store; null while it is.</summary>
    public string? ForgottenEnd { get; set; }

    /// <summary>When that was forgotten; the number of the moment.</summary>
    public long ForgottenEndAt { get; set; }

    /// <summary>Why there is one more element of it than there should be, until that is handed out; null when there is not.</summary>
    public string? DuplicateElements { get; set; }

    /// <summary>True when patience has to run before it comes back.</summary>
    public bool MayWait { get; set; }

    public bool IsOver => State is TaskState.Ended or TaskState.Cancelled or TaskState.Deleted;

    public bool EndedAfter(long moment) => EndedAt is null || EndedAt > moment;
}
