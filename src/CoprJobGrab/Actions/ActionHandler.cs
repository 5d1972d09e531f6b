namespace CoprJobGrab;

/// <summary>Makes <see cref="IActionHandler"/>s.</summary>
public static class ActionHandler
{
    /// <summary>A handler that is a function.</summary>
    /// <param name="handle">Handles one action.</param>
    public static IActionHandler Create(Func<ActionTask, CancellationToken, ValueTask<ActionOutcome>> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new FunctionHandler(handle);
    }

    private sealed class FunctionHandler(Func<ActionTask, CancellationToken, ValueTask<ActionOutcome>> handle) : IActionHandler
    {
        public ValueTask<ActionOutcome> HandleAsync(ActionTask action, CancellationToken cancellationToken) => handle(action, cancellationToken);
    }
}
