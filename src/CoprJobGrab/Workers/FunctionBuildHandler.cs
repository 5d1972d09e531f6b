namespace CoprJobGrab.Workers;

/// <summary>A handler that is a function.</summary>
internal sealed class FunctionBuildHandler(Func<BuildWork, CancellationToken, ValueTask<BuildOutcome>> handle) : IBuildHandler
{
    public ValueTask<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken) => handle(work, cancellationToken);
}
