namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A deliberate fault in the library's own scripts on a real Redis.</summary>
/// <param name="Known">A schedule that is known to catch it; null when one is to be found.</param>
/// <param name="Changes">What is written otherwise in the scripts.</param>
internal sealed record ScriptFault(Schedule? Known, params (string From, string To)[] Changes)
{
    private const string EpochIsAnother = "if epoch ~= tonumber(ARGV[1]) then\n    return {2, epoch}";
    private const string ClaimsAreOthers =
        "if begun and begun ~= ARGV[2] and begun ~= ARGV[3] or not begun and ARGV[2] ~= '' or number_of(KEYS[3], 'version') < tonumber(ARGV[4]) then";

    /// <summary>Every one, by what it is.</summary>
    public static IReadOnlyDictionary<string, ScriptFault> All { get; } = new Dictionary<string, ScriptFault>(StringComparer.Ordinal)
    {
        ["leader.lua does not check the epoch"] = new(
            PausedLeader, (EpochIsAnother, EpochIsAnother.Replace("epoch ~= tonumber(ARGV[1])", "false", StringComparison.Ordinal))),
        ["leader.lua does not check the incarnation"] = new(LostClaims, (ClaimsAreOthers, "if false then")),
        ["enqueue.lua pushes without a claim"] = new(
            null,
            ("redis.call('HSET', KEYS[2], unpack(ARGV, first_task, first_envelope - 1))", ""),
            ("redis.call('HSET', KEYS[2], unpack(claims))", "")),
        ["change.lua does not look whether the claim is the one that is meant"] = new(
            RenewedLease, ("    outcomes[position] = 2", "    outcomes[position] = 0")),
        ["release.lua does not look whether a task that waited was popped meanwhile"] = new(
            PoppedCancel, ("if ARGV[at + 4] ~= 'W' or waiting[at] then", "if true then")),
        ["adopt.lua leaves in the list what an older picture brought back"] =
            new(OlderPicture, ("    returned[string.sub(name, 2)] = true\n", "")) { Forgets = null },
        ["end.lua leaves the lease as it was"] = new(DeadTeller, ("mark(id, 'E ' .. urn .. ' ' .. attempt .. ' ' .. FOR_EVER)\n    redis", "redis")),
        ["take.lua writes no lease"] = new(DeadWorker, ("mark(ARGV[1], 'L ' .. name .. ' ' .. attempt .. ' ' .. ends)", "")),
    };

    /// <summary>A leader stops before it writes; meanwhile another one hands its task out, and the task ends.</summary>
    private static Schedule PausedLeader => Schedule.Known(
    [
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Push, 0, 1), (StepKind.Pause, 4, 1), (StepKind.TakeOver, 1, 0), (StepKind.Pop, 0, 0),
        (StepKind.Pop, 0, 0),
        (StepKind.Finish, 0, 0), (StepKind.Finish, 0, 0),
        // The claim of an absent task is kept for ten lists.
        .. Enumerable.Repeat<(StepKind, int, int)[]>([(StepKind.Advance, 0, 1), (StepKind.Poll, 0, 0)], 14).SelectMany(steps => steps),
        (StepKind.Resume, 0, 0), (StepKind.Pop, 0, 0),
    ]);

    /// <summary>The claims are lost before a write for another task, so that nobody notices it.</summary>
    public static Schedule LostClaims => Schedule.Known(
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0), (StepKind.Push, 0, 1), (StepKind.Pause, 4, 1), (StepKind.LoseClaims, 0, 0),
        (StepKind.Resume, 0, 0),
        (StepKind.TakeOver, 1, 0), (StepKind.Pop, 0, 0), (StepKind.Pop, 0, 0));

    /// <summary>A lease that ran out is renewed while the leader is about to hand the task out again.</summary>
    private static Schedule RenewedLease => Schedule.Known(
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.Stall, 0, 0), (StepKind.Advance, 0, 3), (StepKind.Pause, 4, 1),
        (StepKind.Renew, 0, 0),
        (StepKind.Resume, 0, 0), (StepKind.Pop, 0, 0));

    /// <summary>A worker pops a task between the look and the write of its cancel.</summary>
    private static Schedule PoppedCancel => Schedule.Known((StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Cancel, 0, 0), (StepKind.Pop, 0, 0));

    /// <summary>The task of a worker that dies with a lease comes back when the lease has run out.</summary>
    private static Schedule DeadWorker => Schedule.Known((StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.Die, 0, 1));

    /// <summary>A worker dies between the end of its build and the word of it, and its lease runs out.</summary>
    private static Schedule DeadTeller => Schedule.Known(
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.End, 0, 0), (StepKind.Die, 0, 1), (StepKind.Advance, 0, 4),
        (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0));

    /// <summary>The leader has seen a pop that the last picture of the store does not have.</summary>
    private static Schedule OlderPicture => Schedule.Known(
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Picture, 0, 0), (StepKind.Pop, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Restart, 0, 0),
        (StepKind.Poll, 0, 0),
        (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0));

    /// <summary>What the store is restarted with: see <see cref="Ground.ForgetsAtRestart"/>.</summary>
    public bool? Forgets { get; init; } = true;

    /// <summary>A script with the fault in it.</summary>
    public string In(string script) => Changes.Aggregate(script, (text, change) => text.Replace(change.From, change.To, StringComparison.Ordinal));
}
