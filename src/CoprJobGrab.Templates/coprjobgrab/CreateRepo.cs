using CoprJobGrab;

namespace Grabber;

/// <summary>
/// Handles the actions of one type, each attempt in a scope of its own. It must be safe to repeat: an action runs again when its result was not taken.
/// </summary>
public sealed class CreateRepo(ILogger<CreateRepo> logger) : IActionHandler
{
    public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        var action = attempt.Action;
        logger.LogInformation("Attempt {Number} at the repository metadata of {Data}", attempt.Number, action.Data ?? action.OldValue);
        await Task.CompletedTask; // Your work is here; an exception is a failed attempt, which is made again after a pause.
        return new ActionOutcome.Done();
    }
}
