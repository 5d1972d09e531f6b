using CoprJobGrab;

namespace Grabber;

/// <summary>Handles the actions of one type. It must be safe to repeat: an action runs again when its result was not taken.</summary>
public sealed class CreateRepo(ILogger<CreateRepo> logger) : IActionHandler
{
    public async ValueTask<ActionOutcome> HandleAsync(ActionTask action, CancellationToken cancellationToken)
    {
        logger.LogInformation("Action {Id} wants the repository metadata of {Data}", action.Id, action.Data ?? action.OldValue);
        await Task.CompletedTask; // Your work is here; an exception is a failed attempt, which is made again after a pause.
        return new ActionOutcome.Done();
    }
}
