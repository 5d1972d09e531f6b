namespace CoprJobGrab;

/// <summary>How long a task that was handed out is waited for, and how often it is handed out.</summary>
public sealed class ClaimOptions
{
    /// <summary>
    /// How long a worker that gives no sign may have a task that is still listed, before the task is handed out again.
    /// It must be longer than the longest build together with the wait for a machine.
    /// </summary>
    /// <value>The default is 26 hours; more than zero, at most 40 days.</value>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromHours(26);

    /// <summary>
    /// Where the absence of a taken task means nothing (<see cref="ReleaseRule.WhenReported"/>): how much longer than <see cref="VisibilityTimeout"/> the claim
    /// of a task that is not listed is kept. It comes back only by being listed.
    /// </summary>
    /// <value>The default is 26 hours; more than zero, at most 40 days.</value>
    public TimeSpan UnlistedTimeout { get; set; } = TimeSpan.FromHours(26);

    /// <summary>
    /// How long a task that was listed, and is not any more, is remembered: this long, and for ten lists of the frontend. A task that is listed again within
    /// that time was gone by one fault of the lists or is there by another. So it is handed out again only when two lists, a poll interval apart, have it, and
    /// where the frontend lists running tasks the claim of a worker that gives no sign stays, though no limit counts it. Zero means: two lists without a task
    /// end its claim, and one with it hands it out. Zero is for a source that soon gives the id of an ended task to another one.
    /// </summary>
    /// <value>The default is one minute; zero or more, at most a day.</value>
    public TimeSpan AbsenceMemory { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a task is handed out before it is parked.</summary>
    /// <value>The default is 3; 1 to 1000.</value>
    public int Attempts { get; set; } = 3;

    /// <summary>The meaning of a taken task that is listed no more.</summary>
    /// <value>
    /// The default is null: <see cref="ReleaseRule.WhenReported"/> for the protocol of 2014–2016 with its task-end channel,
    /// else <see cref="ReleaseRule.WhenUnlisted"/>.
    /// </value>
    public ReleaseRule? ReleaseRule { get; set; }

    /// <summary>How the tasks of a builder group that is not configured any more are treated.</summary>
    /// <value>The default is <see cref="RemovedGroups.Drain"/>.</value>
    public RemovedGroups RemovedGroups { get; set; }
}
