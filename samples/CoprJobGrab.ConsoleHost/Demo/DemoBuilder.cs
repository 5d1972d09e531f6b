namespace CoprJobGrab.ConsoleHost.Demo;

/// <summary>A builder, which "builds" for a while.</summary>
internal sealed class DemoBuilder(TimeSpan buildTime) : IBuildHandler
{
    public async ValueTask<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken)
    {
        await Task.Delay(buildTime, TimeProvider.System, cancellationToken);
        return new BuildOutcome.Succeeded();
    }
}
