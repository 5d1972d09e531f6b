namespace CoprJobGrab;

/// <summary>
/// How a build ended, as the reporter is to tell it.
/// The report is stored until it is told; the process that tells it may be another one than the one that built.
/// </summary>
/// <param name="GroupId">The builder group.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Json">The task as the frontend gave it: the whole record when the reporter had fetched that, else the one from the list.</param>
/// <param name="Outcome">How it ended. Given back and interrupted are told only where <see cref="IBuildReporter.TellsOfGivingBack"/>.</param>
/// <param name="StartedAt">When the build started.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record BuildReport(
    string GroupId, string TaskId, ReadOnlyMemory<byte> Json, BuildOutcome Outcome, DateTimeOffset StartedAt, DateTimeOffset EndedAt);
