namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>What happened to the actions of a round. Times are milliseconds of the machine's clock since 1970, which is Redis's clock too.</summary>
/// <param name="Actions">The actions.</param>
/// <param name="Runs">What their programs wrote.</param>
/// <param name="Kills">The leaders that were killed.</param>
internal sealed record ActionHistory(IReadOnlyCollection<RoundAction> Actions, IReadOnlyCollection<ActionRun> Runs, IReadOnlyCollection<LeaderKill> Kills);

/// <summary>An action of a round.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Project">Its project.</param>
/// <param name="ListedAt">From when on the frontend listed it.</param>
/// <param name="ReportedAt">When the frontend was seen to have its result; null when it has none.</param>
internal sealed record RoundAction(long Id, string Project, long ListedAt, long? ReportedAt);

/// <summary>One run of an action's program.</summary>
/// <param name="Id">The action.</param>
/// <param name="Begin">When it began.</param>
/// <param name="End">When it ended; null when it did not.</param>
internal sealed record ActionRun(long Id, long Begin, long? End);

/// <summary>A leader that was killed.</summary>
/// <param name="At">When it was dead.</param>
/// <param name="Noted">What it had begun by the notes beside its lead: action id to when the run must have ended.</param>
internal sealed record LeaderKill(long At, IReadOnlyDictionary<long, long> Noted);
