namespace CoprJobGrab.Scheduling;

/// <summary>Keeps one task's facts from one list to the next, so that a record with nothing new is not read again.</summary>
internal sealed class CachedTask(string taskId)
{
    /// <summary>A list before all that can be told by their number.</summary>
    public const int BeforeAny = -1;

    private long _backSince;

    public string TaskId => taskId;

    /// <summary>Its place in the last list that had it.</summary>
    public int Place { get; set; }

    /// <summary>How long it has been listed.</summary>
    public TimeSpan ListedFor(TimeSpan now) => now - (BackSince ?? SeenSince);

    /// <summary>The task as read; it tells whether there is something new to read.</summary>
    public BuildTask? Build { get; set; }

    /// <summary>The limits and the turn of the task; null before its record was read.</summary>
    public LimitProfile? Profile { get; set; }

    /// <summary>Its claim, as far as it is known; null for none.</summary>
    public Claim? Claim { get; private set; }

    /// <summary>In which reading of all claims its claim was looked up; 0 when it is not known.</summary>
    public int ClaimKnownIn { get; private set; }

    /// <summary>The limits that count the task's claim.</summary>
    public LimitProfile? ClaimProfile { get; set; }

    /// <summary>The claim's keys that <see cref="ClaimProfile"/> was found by.</summary>
    public LimitKeys? ClaimKeys { get; set; }

    /// <summary>The frontend's part of its priority.</summary>
    public long FrontendPriority { get; set; }

    /// <summary>Why a host's own function could not judge it; null when it could.</summary>
    public Decision.Refuse? Fault { get; set; }

    /// <summary>The last plan whose list had it.</summary>
    public int ListedIn { get; set; }

    /// <summary>The last plan whose list had a record of it that could not be used.</summary>
    public int MalformedIn { get; set; }

    /// <summary>The number of the last list that had it, or beside which a claim had it.</summary>
    public int SeenIn { get; set; }

    /// <summary>
    /// The number of the last list that had it, also as a record that could not be used; 0 for none, <see cref="BeforeAny"/> when it had it and is gone since.
    /// </summary>
    public int HadIn { get; set; }

    /// <summary>The mark that says that it has ended, which is another one for each end; null when none did beside the last list that had it.</summary>
    public string? EndedBy { get; set; }

    /// <summary>When a list had it first, since it was gone or ended; null when it never was.</summary>
    public TimeSpan? BackSince
    {
        // A nullable takes twice the memory, and there are a hundred thousand.
        get => _backSince == 0 ? null : TimeSpan.FromTicks(_backSince - 1);
        set => _backSince = value is { } since ? since.Ticks + 1 : 0;
    }

    /// <summary>When it was seen first.</summary>
    public TimeSpan SeenSince { get; init; }

    /// <summary>Notes its claim; null and 0 forget it.</summary>
    public void Note(Claim? claim, int knownIn) => (Claim, ClaimKnownIn) = (claim, knownIn);
}
