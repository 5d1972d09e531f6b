using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab;

/// <summary>Does what an action says.</summary>
/// <remarks>
/// An action runs at least once: it runs again when the process ended before its handler did, or before the frontend had taken a result that is kept in no
/// store (see <see cref="CoprJobGrabBuilderExtensions.UseRedis(ICoprJobGrabBuilder)"/>), so a handler must be safe to repeat.
/// Each attempt has a scope of services and a logging scope of its own; see <see cref="ActionHandlerBuilderExtensions"/> for where a handler comes from.
/// Exceptions are caught by the action lanes: the action is tried again after a pause, and reported failed with the exception's message after
/// <see cref="ActionOptions.MaxAttempts"/>.
/// An <see cref="OperationCanceledException"/> after the token was cancelled by a stop is an interruption and no attempt.
/// A handler is asked for several actions at once, each of another project.
/// </remarks>
public interface IActionHandler
{
    /// <summary>Handles one action.</summary>
    /// <param name="attempt">The action, and which attempt this is.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the action's time is over, or when the host stops for good. A handler ends soon then; until it does, its project waits.
    /// </param>
    /// <returns>How it ended; never null.</returns>
    ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken);
}
