namespace CoprJobGrab;

/// <summary>Tells whoever gave the tasks what becomes of the builds. The default tells Copr's frontend.</summary>
/// <remarks>
/// Each call is one attempt, and lets its failure out. The workers call again, after pauses that <see cref="TaskSourceException.RetryAfter"/> makes longer.
/// Calls about one task come one after the other; several tasks are told of at once.
/// </remarks>
public interface IBuildReporter
{
    /// <summary>
    /// True when a started build that is given back must be told with <see cref="EndedAsync"/> before it is handed out again, as of a frontend that does not
    /// list running tasks; false when its task is listed all the time.
    /// </summary>
    bool TellsOfGivingBack { get; }

    /// <summary>Says that a build is about to start, and asks whether it may.</summary>
    /// <param name="build">The build.</param>
    /// <param name="cancellationToken">Ends the attempt soon: the worker's lease is over, or the host stops.</param>
    /// <exception cref="TaskSourceException">It could not be asked. The task is given back after a pause, which is an attempt.</exception>
    ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken);

    /// <summary>Says that a build runs. When this fails, it is said again until it was taken or the build has ended.</summary>
    /// <param name="build">The build.</param>
    /// <param name="json">The task, as of <see cref="BuildReport.Json"/>.</param>
    /// <param name="startedAt">When it started.</param>
    /// <param name="cancellationToken">Ends the attempt soon.</param>
    /// <exception cref="TaskSourceException">It was not taken.</exception>
    ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken);

    /// <summary>
    /// Says how a build ended, and returns when whoever is told has taken it.
    /// It is said again when the process dies before it has ended the claim, so it must be harmless to say it twice.
    /// </summary>
    /// <param name="report">How it ended.</param>
    /// <param name="cancellationToken">Ends the attempt soon. Then nobody knows whether it was taken, and it is said again.</param>
    /// <exception cref="TaskSourceException">It was not taken.</exception>
    ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken);
}
