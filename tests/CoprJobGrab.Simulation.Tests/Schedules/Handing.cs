namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>One handing out of a task: to a worker that gives no sign, or to one that holds a lease.</summary>
internal sealed class Handing(FrontendTask task, string group, long at, DateTimeOffset since)
{
    private readonly List<long> _signs = [at];
    private readonly List<(ScheduleGrabber By, long From)> _replaced = [];
    private readonly List<(ScheduleGrabber By, long From, long Until)> _hidden = [];

    public FrontendTask Task => task;

    public string Group => group;

    /// <summary>The number of the moment.</summary>
    public long At { get; } = at;

    public DateTimeOffset Since => since;

    /// <summary>What a leasing worker has; null for one that gives no sign.</summary>
    public TakenBuild? Build { get; set; }

    /// <summary>By the schedule's clock.</summary>
    public DateTimeOffset LeasedUntil { get; set; }

    /// <summary>When it took or renewed its lease last; the number of the moment.</summary>
    public long SignedAt
    {
        get => _signs[^1];
        set => _signs.Add(value);
    }

    /// <summary>The last time before a moment; 0 when there is none.</summary>
    public long SignedBefore(long moment) => _signs.FindLast(sign => sign < moment);

    /// <summary>From now on the store has another claim of the task, or none: who looks does not see that this worker has it.</summary>
    /// <param name="by">Who wrote that, and knows it without a look.</param>
    /// <param name="moment">Now.</param>
    public void Replaced(ScheduleGrabber by, long moment) => _replaced.Add((by, moment));

    /// <summary>The worker renewed its lease: who looks sees again that it has the task.</summary>
    /// <param name="moment">Now.</param>
    public void Renewed(long moment)
    {
        SignedAt = moment;
        _hidden.AddRange(_replaced.Select(replaced => (replaced.By, replaced.From, moment)));
        _replaced.Clear();
    }

    /// <summary>Whether a grabber saw that this worker has the task when it last saw claims, and did not replace its claim since.</summary>
    public bool IsSeenBy(ScheduleGrabber grabber)
    {
        var looked = grabber.SawClaimsAt.GetValueOrDefault(group);
        return looked >= At && !_hidden.Exists(hidden => looked < hidden.Until && (looked >= hidden.From || hidden.By == grabber));
    }

    /// <summary>When the mark of its lease began to tell it that its user cancelled; the number of the moment, null while it does not.</summary>
    public long? ToldAt { get; set; }

    /// <summary>When the worker last said something that names the task alone; the number of the moment.</summary>
    public long SpokeAt { get; set; }

    /// <summary>Why it may not hear that its user was told that nobody has the task; null while it must.</summary>
    public string? ForgottenStop { get; set; }

    /// <summary>What it was excused for already, which counts once.</summary>
    public HashSet<string> Excused { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it may not hear of that; null while it must.</summary>
    public string? ForgottenWord { get; set; }

    /// <summary>True while a leasing worker stands still and does not renew.</summary>
    public bool IsStalled { get; set; }

    /// <summary>True once the end of its build is stored: it is told, by whoever, and nobody else may get the task meanwhile.</summary>
    public bool IsEnded { get; set; }

    /// <summary>True when its worker died after that.</summary>
    public bool IsDead { get; set; }

    /// <summary>True when the store lost what was to be told of it.</summary>
    public bool IsReportLost { get; set; }

    /// <summary>When the claims of its group were lost last; the number of the moment.</summary>
    public long ClaimLostAt { get; set; }

    /// <summary>Whether it holds a lease of claims that are lost, and has not asked since this moment.</summary>
    public bool AskedNotSince(long moment) => SignedAt < moment && (Build?.Incarnation is null || ClaimLostAt > SignedAt);

    /// <summary>Why nobody who is left can know of it; null while somebody can.</summary>
    public string? Forgotten { get; set; }

    /// <summary>Whether the worker is entitled to the task: one whose lease has run out has to ask first.</summary>
    public bool Lasts(DateTimeOffset now) => Build is null || now < LeasedUntil;
}
