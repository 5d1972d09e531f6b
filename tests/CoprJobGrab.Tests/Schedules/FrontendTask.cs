namespace CoprJobGrab.Tests.Schedules;

internal enum TaskState { Waiting, Started, Ended, Cancelled, Deleted }

/// <summary>A task as the frontend knows it, and what the checker must know to judge it. Moments are numbers of what happened in the world.</summary>
internal sealed class FrontendTask(string id, string architecture)
{
    public string Id => id;

    public string Architecture => architecture;

    public TaskState State { get; set; }

    /// <summary>When it ended; null while it has not.</summary>
    public long? EndedAt { get; set; }

    /// <summary>When the user was told that nobody will get it; null while nobody told so.</summary>
    public long? CancelledAt { get; set; }

    /// <summary>Each time that a worker got it, and the group of that worker.</summary>
    public List<(long At, string Group)> Pops { get; } = [];

    /// <summary>Why it may be handed out once more, when that cannot be avoided.</summary>
    public string? Excuse { get; set; }

    /// <summary>True when patience has to run before it comes back.</summary>
    public bool MayWait { get; set; }

    public bool IsOver => State is TaskState.Ended or TaskState.Cancelled or TaskState.Deleted;

    public bool EndedAfter(long moment) => EndedAt is null || EndedAt > moment;
}
