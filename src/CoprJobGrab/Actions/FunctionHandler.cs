namespace CoprJobGrab.Actions;

/// <summary>A handler that is a function.</summary>
internal sealed class FunctionHandler(Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) : IActionHandler
{
    public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) => handle(attempt, cancellationToken);
}
