namespace CoprJobGrab;

/// <summary>Builds what a task says.</summary>
/// <remarks>
/// A handler is made anew for each build, in a scope of services and a logging scope of its own. Several builds run at once, see
/// <see cref="BuildWorkerOptions.Concurrency"/>.
/// An exception costs its build only: the task is given back after a pause, which is an attempt, and parked after <see cref="ClaimOptions.Attempts"/>.
/// A build runs again when its worker dies before its end is stored, so a handler must be safe to repeat.
/// </remarks>
public interface IBuildHandler
{
    /// <summary>Builds one task.</summary>
    /// <param name="work">The task, and what the worker knows of it.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the build must stop; <see cref="BuildWork.Stop"/> says why. A handler ends soon then, because another worker may get the task.
    /// </param>
    /// <returns>How it ended; never null. It does not count when the lease was lost or the user has cancelled.</returns>
    ValueTask<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken);
}
